// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/channel_response.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numbers>
#include <stdexcept>
#include <string>

namespace lightloop::serdes {
namespace {

using Complex = std::complex<double>;
using testing::HasSubstr;

constexpr double kBaudHz = 50e9;
constexpr double kUiS = 1 / kBaudHz;

TransferFunction sample(const std::function<Complex(double)>& gain, double first_hz, double step_hz,
                        double last_hz) {
  TransferFunction channel;
  for (int i = 0; first_hz + i * step_hz <= last_hz; ++i) {
    channel.frequency_hz.push_back(first_hz + i * step_hz);
    channel.gain.push_back(gain(channel.frequency_hz.back()));
  }
  return channel;
}

Complex delay(double f, double seconds) {
  return std::polar(1.0, -2 * std::numbers::pi * f * seconds);
}

/// One-pole low-pass.
Complex pole(double f, double corner_hz) { return 1.0 / Complex(1, f / corner_hz); }

/// Response of that pole to a rectangle of 1 V that begins at 0 and lasts one UI.
double pole_pulse(double t, double corner_hz) {
  const auto step = [&](double x) {
    return x > 0 ? 1 - std::exp(-2 * std::numbers::pi * corner_hz * x) : 0.0;
  };
  return step(t) - step(t - kUiS);
}

TEST(ChannelResponse, IdealDelayGivesThePulseAfterTheDelay) {
  // Band far above the baud rate: an almost rectangular pulse.
  const double delay_s = 20.3 * kUiS;
  const auto channel = sample([&](double f) { return delay(f, delay_s); }, 0, 100e6, 800e9);
  const PulseShape shape{.baud_hz = kBaudHz, .samples_per_ui = 32};
  const ChannelResponse response = channel_response(channel, shape);
  EXPECT_NEAR(response.dc_gain, 1, 1e-12);
  EXPECT_FALSE(response.dc_extrapolated);
  EXPECT_LT(response.precursor_energy, 1e-6);
  for (std::size_t i = 0; i < response.pulse.volts.size(); ++i) {
    const double t =
        response.bulk_delay_s + static_cast<double>(i) * kUiS / 32 - delay_s;  // since the edge
    // Away from the edges, where the limited band rings.
    if (t > 0.3 * kUiS && t < 0.7 * kUiS) {
      EXPECT_NEAR(response.pulse.volts[i], 1, 0.01) << t;
    }
    if (t < -0.3 * kUiS || t > 1.3 * kUiS) {
      EXPECT_NEAR(response.pulse.volts[i], 0, 0.01) << t;
    }
  }
}

TEST(ChannelResponse, OnePoleAgainstTheClosedForm) {
  const double corner_hz = 15e9;
  const double delay_s = 5 * kUiS;
  const auto channel = sample(
      [&](double f) { return 0.7 * pole(f, corner_hz) * delay(f, delay_s); }, 0, 50e6, 800e9);
  const ChannelResponse response =
      channel_response(channel, {.baud_hz = kBaudHz, .samples_per_ui = 16});
  EXPECT_GT(response.pulse.unit_intervals(), 3U);
  for (std::size_t i = 0; i < response.pulse.volts.size(); ++i) {
    const double t = response.bulk_delay_s + static_cast<double>(i) * kUiS / 16 - delay_s;
    // The fade at 640 to 800 GHz rounds the corners.
    const bool at_corner = std::abs(t) < 0.05 * kUiS || std::abs(t - kUiS) < 0.05 * kUiS;
    EXPECT_NEAR(response.pulse.volts[i], 0.7 * pole_pulse(t, corner_hz), at_corner ? 0.02 : 1e-3)
        << t / kUiS;
  }
}

TEST(ChannelResponse, EachPhaseSumsToTheGainAtZeroFrequency) {
  const auto channel =
      sample([](double f) { return 0.6 * pole(f, 20e9) * delay(f, 1e-9); }, 0, 50e6, 110e9);
  const ChannelResponse response = channel_response(
      channel, {.baud_hz = kBaudHz, .samples_per_ui = 8, .truncation_level = 1e-6});
  for (unsigned phase = 0; phase < 8; ++phase) {
    EXPECT_NEAR(response.pulse.dc_gain(phase), 0.6, 1e-4) << phase;
  }
}

TEST(ChannelResponse, SamplesPerUiPicksFromTheSameWave) {
  const auto channel =
      sample([](double f) { return pole(f, 20e9) * delay(f, 1e-9); }, 0, 100e6, 110e9);
  const auto fine = channel_response(channel, {.baud_hz = kBaudHz, .samples_per_ui = 32});
  const auto coarse = channel_response(channel, {.baud_hz = kBaudHz, .samples_per_ui = 4});
  ASSERT_EQ(fine.pulse.unit_intervals(), coarse.pulse.unit_intervals());
  EXPECT_EQ(fine.bulk_delay_s, coarse.bulk_delay_s);
  for (std::size_t i = 0; i < coarse.pulse.volts.size(); ++i) {
    EXPECT_NEAR(coarse.pulse.volts[i], fine.pulse.volts[8 * i], 1e-12);
  }
}

TEST(ChannelResponse, RiseTimeRoundsTheEdge) {
  const auto channel = sample([](double f) { return delay(f, 0.4e-9); }, 0, 100e6, 800e9);
  const double rise_s = 0.4 * kUiS;
  const auto response =
      channel_response(channel, {.baud_hz = kBaudHz, .rise_time_s = rise_s, .samples_per_ui = 64});
  // Find the 20 % and 80 % crossings of the first edge. A slow edge does not quite reach 1 V.
  const auto crossing = [&](double level) {
    for (std::size_t i = 1; i < response.pulse.volts.size(); ++i) {
      const double a = response.pulse.volts[i - 1];
      const double b = response.pulse.volts[i];
      if (a < level && b >= level) {
        return (static_cast<double>(i) - 1 + (level - a) / (b - a)) * kUiS / 64;
      }
    }
    return 0.0;
  };
  EXPECT_NEAR(crossing(0.8) - crossing(0.2), rise_s, 0.01 * kUiS);
}

TEST(ChannelResponse, ExtrapolatesToZeroFrequency) {
  // Skin effect: loss in dB goes with the square root of frequency.
  const auto gain = [](double f) {
    return std::pow(10, -(1 + 5 * std::sqrt(f / 25e9)) / 20) * delay(f, 1e-9);
  };
  const auto response = channel_response(sample(gain, 50e6, 50e6, 100e9), {.baud_hz = kBaudHz});
  EXPECT_TRUE(response.dc_extrapolated);
  EXPECT_NEAR(response.dc_gain, std::pow(10, -1.0 / 20), 1e-6);
  // An inverting channel stays inverting.
  const auto inverted = channel_response(
      sample([&](double f) { return -gain(f); }, 50e6, 50e6, 100e9), {.baud_hz = kBaudHz});
  EXPECT_NEAR(inverted.dc_gain, -response.dc_gain, 1e-12);
}

TEST(ChannelResponse, AnAngleAtZeroFrequencyIsTakenAsMeasurementError) {
  auto channel = sample([](double f) { return delay(f, 1e-9); }, 0, 50e6, 100e9);
  channel.gain.front() = std::polar(0.9, 0.1);
  EXPECT_NEAR(channel_response(channel, {.baud_hz = kBaudHz}).dc_gain, 0.9, 1e-12);
}

TEST(ChannelResponse, ReportsDataThatAreNotCausal) {
  const auto advance = sample([](double f) { return delay(f, -1e-9); }, 0, 50e6, 100e9);
  const auto response = channel_response(advance, {.baud_hz = kBaudHz});
  EXPECT_GT(response.precursor_energy, 0.9);
  ASSERT_FALSE(response.warnings.empty());
  EXPECT_THAT(response.warnings.front(), HasSubstr("not causal"));
  EXPECT_LT(response.bulk_delay_s, 0);
  EXPECT_NEAR(response.delay_s, -1e-9, 1e-15);
  // A short line with too much taken off it.
  const auto short_line = sample([](double f) { return delay(f, -0.01e-9); }, 0, 50e6, 100e9);
  EXPECT_THAT(channel_response(short_line, {.baud_hz = kBaudHz}).warnings,
              testing::Contains(HasSubstr("arrives 0.01 ns before it is sent")));
  // A line without delay whose loss has no phase: half of what it spreads comes before.
  const auto no_phase =
      sample([](double f) { return Complex(std::exp(-f / 2e9)); }, 0, 50e6, 100e9);
  EXPECT_THAT(channel_response(no_phase, {.baud_hz = kBaudHz}).warnings,
              testing::Contains(HasSubstr("of the pulse's energy arrives before time 0")));
}

TEST(ChannelResponse, ReportsWhatIsCutOff) {
  const auto slow =
      sample([](double f) { return pole(f, 0.3e9) * delay(f, 1e-9); }, 0, 10e6, 100e9);
  const auto response = channel_response(slow, {.baud_hz = kBaudHz, .longest_ui = 8});
  EXPECT_EQ(response.pulse.unit_intervals(), 8U);
  EXPECT_GT(response.truncated_energy, 0.01);
  ASSERT_FALSE(response.warnings.empty());
  EXPECT_THAT(response.warnings.front(), HasSubstr("outside the 8 UI"));
}

/// A line with skin effect and a Djordjevic-Sarkar dielectric: causal by construction.
Complex lossy_line(double f, double metres) {
  const auto debye = [](double x) {
    return std::log((1e12 + Complex(0, x)) / (1e4 + Complex(0, x)));
  };
  const double spread = 3.4 * 0.0035 / -debye(1e9).imag();
  const Complex permittivity = 3.4 + spread * (debye(f) - debye(1e9).real());
  const Complex gamma = 0.4e-4 * std::sqrt(Complex(0, 2 * f)) +
                        Complex(0, 2 * std::numbers::pi * f / 299792458) * std::sqrt(permittivity);
  return std::exp(-gamma * metres);
}

/// A lossless line between mismatched ends: echoes of 4 % a round trip.
Complex line_with_echoes(double f, double delay_s) {
  const Complex once = delay(f, delay_s);
  return 0.96 * once / (1.0 - 0.04 * once * once);
}

struct Grid {
  double first_hz;
  double step_hz;
  double last_hz;
};

// Points that determine more time than any response takes, at either end of the possible and with
// and without 0 Hz.
const std::vector<Grid> kFineGrids{{0, 10e6, 26e9},      {0, 10e6, 110e9},    {0, 100e6, 40e9},
                                   {0, 100e6, 400e9},    {0, 200e6, 67e9},    {10e6, 10e6, 67e9},
                                   {200e6, 200e6, 40e9}, {10e6, 100e6, 67e9}, {50e6, 100e6, 110e9},
                                   {100e6, 200e6, 67e9}};

TEST(ChannelResponse, DelayOfAnIdealLineWhateverTheGrid) {
  for (const Grid& grid : kFineGrids) {
    for (const double seconds : {0.0, 0.02e-9, 0.129e-9, 0.5e-9, 1.2e-9, 2.3e-9}) {
      const auto channel = sample([&](double f) { return delay(f, seconds); }, grid.first_hz,
                                  grid.step_hz, grid.last_hz);
      const auto response = channel_response(channel, {.baud_hz = kBaudHz, .samples_per_ui = 4});
      EXPECT_NEAR(response.delay_s, seconds, 1e-15);
      EXPECT_NEAR(response.delay_period_s, 1 / grid.step_hz, 1e-15);
      EXPECT_THAT(response.warnings, testing::Each(HasSubstr("below 0.75 of the baud rate")))
          << seconds << ' ' << grid.step_hz << ' ' << grid.last_hz;
    }
  }
}

TEST(ChannelResponse, GoodChannelsAreNotCalledBad) {
  for (const Grid& grid : kFineGrids) {
    const std::vector<std::function<Complex(double)>> channels{
        [](double f) { return lossy_line(f, 0.004); },
        [](double f) { return lossy_line(f, 0.12); },
        [](double f) { return lossy_line(f, 0.3); },
        [](double f) { return line_with_echoes(f, 0.05e-9); },
        [](double f) { return line_with_echoes(f, 0.7e-9); },
        [](double f) { return pole(f, 15e9); },
        [](double f) { return -pole(f, 15e9) * delay(f, 1e-9); }};
    for (std::size_t i = 0; i < channels.size(); ++i) {
      const auto response =
          channel_response(sample(channels[i], grid.first_hz, grid.step_hz, grid.last_hz),
                           {.baud_hz = kBaudHz, .samples_per_ui = 4});
      EXPECT_THAT(response.warnings, testing::Each(HasSubstr("below 0.75 of the baud rate")))
          << i << ' ' << grid.first_hz << ' ' << grid.step_hz << ' ' << grid.last_hz;
    }
  }
}

TEST(ChannelResponse, DelayOfALossyLine) {
  // What a step of 1 ps in the phase's slope gives at the middle of the band, where most of the
  // power is: within 1 % of the mean.
  const auto group_delay = [](double f) {
    const Complex turn = lossy_line(f + 1e6, 0.12) * std::conj(lossy_line(f - 1e6, 0.12));
    return -std::arg(turn) / (2 * std::numbers::pi * 2e6);
  };
  const auto channel = sample([](double f) { return lossy_line(f, 0.12); }, 0, 50e6, 67e9);
  const auto response = channel_response(channel, {.baud_hz = kBaudHz});
  EXPECT_NEAR(response.delay_s, group_delay(10e9), 0.005e-9);
  EXPECT_NEAR(response.delay_s, 0.74e-9, 0.005e-9);
}

TEST(ChannelResponse, PointsTooFarApartAreSaid) {
  // 1 GHz determines 1 ns; what lies later is taken up to multiples of that.
  for (const double first_hz : {0.0, 1e9}) {
    for (const auto& [seconds, reported] :
         {std::pair{1.2e-9, 0.2e-9}, std::pair{0.2e-9, 0.2e-9}, std::pair{0.5e-9, 0.5e-9},
          std::pair{0.7e-9, 0.7e-9}, std::pair{0.95e-9, 0.95e-9}, std::pair{3.6e-9, 0.6e-9}}) {
      const auto channel =
          sample([&, s = seconds](double f) { return 0.8 * delay(f, s); }, first_hz, 1e9, 110e9);
      const auto response = channel_response(channel, {.baud_hz = kBaudHz});
      EXPECT_NEAR(response.delay_s, reported, 1e-15) << seconds;
      EXPECT_NEAR(response.delay_period_s, 1e-9, 1e-15);
      ASSERT_EQ(response.warnings.size(), 1U) << seconds;
      EXPECT_THAT(
          response.warnings.front(),
          HasSubstr("points are up to 1e+09 Hz apart, which determines 1 ns: the delay is"));
      // The pulse is that of a fine grid, whatever the delay.
      const auto fine = channel_response(
          sample([&, s = seconds](double f) { return 0.8 * delay(f, s); }, 0, 10e6, 110e9),
          {.baud_hz = kBaudHz});
      ASSERT_EQ(response.pulse.volts.size(), fine.pulse.volts.size()) << seconds;
      for (std::size_t i = 0; i < fine.pulse.volts.size(); ++i) {
        EXPECT_NEAR(response.pulse.volts[i], fine.pulse.volts[i], 1e-6) << seconds << ' ' << i;
      }
    }
  }
}

TEST(ChannelResponse, ADelayBeyondHalfOfTheTimeDeterminedIsSaid) {
  // 10 ns in 12.5 ns: taken for -2.5 ns, with the other reading beside it.
  const auto channel = sample([](double f) { return delay(f, 10e-9); }, 0, 80e6, 67e9);
  const auto response = channel_response(channel, {.baud_hz = kBaudHz});
  ASSERT_EQ(response.warnings.size(), 1U);
  EXPECT_EQ(
      response.warnings.front(),
      "the pulse arrives 2.5 ns before it is sent: the data are not causal, or the delay is 10 "
      "ns and the frequency points are too far apart for it");
}

TEST(ChannelResponse, SmallStepsHelpLargeOnes) {
  // 10 MHz up to 4 GHz, 100 MHz above: 6 ns are more than half of what 100 MHz determine.
  const auto gain = [](double f) { return pole(f, 20e9) * delay(f, 6e-9); };
  TransferFunction channel = sample(gain, 0, 10e6, 4e9);
  const TransferFunction above = sample(gain, 4.1e9, 100e6, 67e9);
  channel.frequency_hz.insert(channel.frequency_hz.end(), above.frequency_hz.begin(),
                              above.frequency_hz.end());
  channel.gain.insert(channel.gain.end(), above.gain.begin(), above.gain.end());
  const auto response = channel_response(channel, {.baud_hz = kBaudHz});
  EXPECT_NEAR(response.delay_s, 6e-9, 0.02e-9);
  EXPECT_NEAR(response.delay_period_s, 100e-9, 1e-12);
  EXPECT_TRUE(response.warnings.empty());
}

TEST(ChannelResponse, EchoesBeyondTheTimeDeterminedAreSaid) {
  // Something that answers after 2.5 ns, of 5 ns determined.
  const auto channel = sample(
      [](double f) { return (0.8 + 0.2 * delay(f, 2.5e-9)) * delay(f, 1e-9); }, 0, 200e6, 67e9);
  const auto response = channel_response(channel, {.baud_hz = kBaudHz});
  EXPECT_GT(response.folded_energy, 0.01);
  EXPECT_THAT(response.warnings, testing::Contains(HasSubstr("later echoes are folded")));
}

TEST(ChannelResponse, CapacitorsInTheWay) {
  // A corner of 100 kHz, a zero at 0 Hz and steps of 100 MHz.
  const auto gain = [](double f) {
    return f == 0
               ? Complex(0)
               : 0.9 * Complex(0, f / 1e5) / Complex(1, f / 1e5) * pole(f, 20e9) * delay(f, 1e-9);
  };
  const auto response = channel_response(sample(gain, 0, 100e6, 67e9), {.baud_hz = kBaudHz});
  EXPECT_TRUE(response.dc_blocked);
  EXPECT_NEAR(response.dc_gain, 0.9, 0.001);
  EXPECT_LT(response.precursor_energy, 1e-6);
  ASSERT_EQ(response.warnings.size(), 1U);
  EXPECT_THAT(response.warnings.front(), HasSubstr("next to nothing at 0 Hz"));
  // A loss that begins at 0 Hz is no capacitor.
  EXPECT_FALSE(channel_response(
                   sample([](double f) { return pole(f, 1e9) * delay(f, 1e-9); }, 0, 100e6, 67e9),
                   {.baud_hz = kBaudHz})
                   .dc_blocked);
}

TEST(ChannelResponse, PointsWithoutSignalHaveNoPhase) {
  auto channel = sample([](double f) { return pole(f, 20e9) * delay(f, 1e-9); }, 0, 50e6, 67e9);
  const auto whole = channel_response(channel, {.baud_hz = kBaudHz});
  for (std::size_t i = 900; i < channel.gain.size(); ++i) channel.gain[i] = 0;
  const auto cut = channel_response(channel, {.baud_hz = kBaudHz});
  EXPECT_NEAR(cut.delay_s, whole.delay_s, 0.002e-9);
  EXPECT_LT(cut.precursor_energy, 1e-3);
}

TEST(ChannelResponse, StepsFinerThanTheTransformAreNoError) {
  const auto channel = sample([](double f) { return delay(f, 1e-9); }, 0, 0.4e6, 30e9);
  const auto response = channel_response(channel, {.baud_hz = kBaudHz, .samples_per_ui = 1});
  EXPECT_NEAR(response.delay_s, 1e-9, 1e-15);
}

TEST(ChannelResponse, RefusesWhatItCannotDo) {
  const auto error_of = [](const TransferFunction& channel, const PulseShape& shape) {
    try {
      channel_response(channel, shape);
    } catch (const std::invalid_argument& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  const auto good = sample([](double f) { return delay(f, 1e-9); }, 0, 50e6, 100e9);
  const TransferFunction single{{1e9}, {1.0}};
  EXPECT_THAT(error_of(single, {}), HasSubstr("found 1 frequency points"));
  EXPECT_THAT(error_of(good, {.baud_hz = 0}), HasSubstr("found baud_hz = 0"));
  EXPECT_THAT(error_of(good, {.baud_hz = NAN}), HasSubstr("baud_hz"));
  EXPECT_THAT(error_of(good, {.rise_time_s = -1}), HasSubstr("rise_time_s"));
  EXPECT_THAT(error_of(good, {.samples_per_ui = 0}), HasSubstr("samples_per_ui"));
  EXPECT_THAT(error_of(good, {.band_limit_start = 2}), HasSubstr("band_limit_start"));
  EXPECT_THAT(error_of(good, {.truncation_level = 0}), HasSubstr("truncation_level"));
  EXPECT_THAT(error_of(good, {.longest_ui = 0}), HasSubstr("longest_ui"));
  EXPECT_THAT(error_of(good, {.baud_hz = 400e9}), HasSubstr("data end at 1e+11 Hz"));
  // Hertz in a file that says GHz.
  TransferFunction far = good;
  for (double& f : far.frequency_hz) f *= 1e9;
  EXPECT_THAT(error_of(far, {.samples_per_ui = 1}),
              HasSubstr("data end at 1e+20 Hz, expected at most 16384 times the baud rate"));
  far.frequency_hz.back() = INFINITY;
  EXPECT_THAT(error_of(far, {}), HasSubstr("data end at inf Hz, expected at most"));
  const auto dead = sample([](double) { return Complex(0); }, 0, 50e6, 100e9);
  EXPECT_THAT(error_of(dead, {}), HasSubstr("passes no signal"));
}

}  // namespace
}  // namespace lightloop::serdes
