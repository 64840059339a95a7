// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/channel_response.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <fmt/format.h>
#include <numbers>
#include <stdexcept>
#include <unsupported/Eigen/FFT>

#include "sim/serdes/continuous_gain.hpp"

namespace lightloop::serdes {
namespace {

constexpr double kPi = std::numbers::pi;

// The transform has at most this many samples, of which 64 UI are wanted, two a period of the
// band's end: the band may reach this many baud rates.
constexpr double kMostSamples = 1 << 22;
constexpr double kShortestUi = 64;
constexpr double kWidestBandBauds = kMostSamples / kShortestUi / 4;

// Of the time that the points determine, on either side of the arrival; what lies beyond is at the
// ends of that time.
constexpr double kFoldingReach = 0.4;

void check(const TransferFunction& channel, const PulseShape& shape) {
  const auto fail = [](const std::string& what) {
    throw std::invalid_argument("channel response: " + what);
  };
  if (channel.frequency_hz.size() < 2 || channel.gain.size() != channel.frequency_hz.size()) {
    fail("found " + std::to_string(channel.frequency_hz.size()) +
         " frequency points, expected at least 2");
  }
  if (!(shape.baud_hz >= 1e6 && shape.baud_hz <= 1e12)) {
    fail(fmt::format("found baud_hz = {:g}, expected 1e6 to 1e12", shape.baud_hz));
  }
  if (!(shape.rise_time_s >= 0 && shape.rise_time_s * shape.baud_hz <= 4)) {
    fail(fmt::format("found rise_time_s = {:g}, expected 0 to 4 UI", shape.rise_time_s));
  }
  if (shape.samples_per_ui < 1 || shape.samples_per_ui > 256) {
    fail("found samples_per_ui = " + std::to_string(shape.samples_per_ui) + ", expected 1 to 256");
  }
  if (!(shape.band_limit_start > 0 && shape.band_limit_start <= 1)) {
    fail(fmt::format("found band_limit_start = {:g}, expected above 0 and at most 1",
                     shape.band_limit_start));
  }
  if (!(shape.truncation_level > 0 && shape.truncation_level < 0.5)) {
    fail(fmt::format("found truncation_level = {:g}, expected above 0 and below 0.5",
                     shape.truncation_level));
  }
  if (shape.longest_ui < 1) fail("found longest_ui = 0, expected at least 1");
  if (channel.frequency_hz.back() < 0.5 * shape.baud_hz) {
    fail(fmt::format("data end at {:g} Hz, expected at least half the baud rate of {:g} Bd",
                     channel.frequency_hz.back(), shape.baud_hz));
  }
  if (!(channel.frequency_hz.back() <= kWidestBandBauds * shape.baud_hz)) {
    fail(fmt::format("data end at {:g} Hz, expected at most {:g} times the baud rate of {:g} Bd",
                     channel.frequency_hz.back(), kWidestBandBauds, shape.baud_hz));
  }
}

/// A delay below this is none of a causal channel; more than the errors of a measurement.
double earliest_delay_s(const PulseShape& shape) { return -0.1 / shape.baud_hz; }

/// Whether the points determine less time than a response may last.
bool is_coarse(const TransferFunction& channel, const PulseShape& shape) {
  return window_s(channel) * shape.baud_hz < shape.longest_ui;
}

/// 1 up to `start`, 0 from `end` on, half a cosine between.
double fade(double frequency, double start, double end) {
  if (frequency <= start) return 1;
  if (frequency >= end) return 0;
  return 0.5 * (1 + std::cos(kPi * (frequency - start) / (end - start)));
}

/// Spectrum of the transmitted pulse of 1 V, relative to a pulse of one UI at 0 Hz.
std::complex<double> pulse_spectrum(double frequency, const PulseShape& shape) {
  const double x = kPi * frequency / shape.baud_hz;
  const double rectangle = x == 0 ? 1 : std::sin(x) / x;
  // A Gaussian of standard deviation s has a 20-80 % step rise time of 2 * Q^-1(0.2) * s.
  constexpr double kRiseTimePerSigma = 1.683242467145829;
  const double s = shape.rise_time_s / kRiseTimePerSigma;
  const double filter = std::exp(-2 * std::pow(kPi * frequency * s, 2));
  return std::polar(rectangle * filter, -x);
}

/// How the transform is laid out.
struct Plan {
  unsigned oversampling = 0;  ///< samples a UI: a multiple of samples_per_ui, at least 32
  double sample_rate_hz = 0;
  std::size_t size = 0;  ///< samples of the transform: at least twice the time that data determine
  double removed_s = 0;  ///< delay, whole UI, that is taken out before the transform
};

Plan plan_transform(const ContinuousGain& gain, double window_s, const PulseShape& shape) {
  Plan plan;
  const double ui_s = 1 / shape.baud_hz;
  plan.oversampling = shape.samples_per_ui;
  while (plan.oversampling < 32 || plan.oversampling * shape.baud_hz < 2 * gain.band_end_hz()) {
    plan.oversampling += shape.samples_per_ui;
  }
  plan.sample_rate_hz = plan.oversampling * shape.baud_hz;
  const double samples_wanted = std::max(2 * window_s, kShortestUi * ui_s) * plan.sample_rate_hz;
  plan.size = std::bit_ceil(static_cast<std::size_t>(std::min(samples_wanted, kMostSamples)));
  plan.removed_s = std::round(gain.delay_s() / ui_s) * ui_s;
  return plan;
}

/// The response to the pulse, around the time of its arrival.
class Wave {
 public:
  Wave(const ContinuousGain& gain, const PulseShape& shape, const Plan& plan)
      : sample_rate_hz_(plan.sample_rate_hz), first_s_(plan.removed_s) {
    const double rest_s = gain.delay_s() - plan.removed_s;
    std::vector<std::complex<double>> spectrum(plan.size / 2 + 1);
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
      const double f =
          plan.sample_rate_hz * static_cast<double>(i) / static_cast<double>(plan.size);
      if (f > gain.band_end_hz()) break;
      spectrum[i] = gain.at(f, rest_s) * pulse_spectrum(f, shape) *
                    fade(f, shape.band_limit_start * gain.band_end_hz(), gain.band_end_hz());
    }
    spectrum.front() = gain.dc_gain();
    Eigen::FFT<double> fft;
    fft.SetFlag(Eigen::FFT<double>::HalfSpectrum);
    fft.inv(volts_, spectrum, static_cast<Eigen::Index>(plan.size));
    // One UI of 1 V has `oversampling` samples.
    for (double& v : volts_) v *= plan.oversampling;
    // The second half of the period is the time before.
    std::rotate(volts_.begin(), volts_.begin() + static_cast<std::ptrdiff_t>(middle()),
                volts_.end());
    first_s_ -= static_cast<double>(middle()) / sample_rate_hz_;
    total_energy_ = energy(0, volts_.size());
    if (!(total_energy_ > 0)) {
      throw std::invalid_argument("channel response: the channel passes no signal");
    }
  }

  const std::vector<double>& volts() const { return volts_; }
  /// The sample at the removed delay.
  std::size_t middle() const { return volts_.size() / 2; }
  double time_s(std::size_t sample) const {
    return first_s_ + static_cast<double>(sample) / sample_rate_hz_;
  }

  /// Fraction of the energy in samples `begin` to `end`, without the latter.
  double energy_fraction(std::size_t begin, std::size_t end) const {
    return energy(begin, end) / total_energy_;
  }
  double energy_fraction_before(double time_s) const {
    return energy_fraction(0, index_at(time_s));
  }
  double energy_fraction_after(double time_s) const {
    return energy_fraction(index_at(time_s), volts_.size());
  }

 private:
  std::size_t index_at(double time_s) const {
    const double index = std::ceil((time_s - first_s_) * sample_rate_hz_);
    return static_cast<std::size_t>(std::clamp(index, 0.0, static_cast<double>(volts_.size())));
  }
  double energy(std::size_t begin, std::size_t end) const {
    double sum = 0;
    for (std::size_t i = begin; i < end; ++i) sum += volts_[i] * volts_[i];
    return sum;
  }

  std::vector<double> volts_;
  double sample_rate_hz_;
  double first_s_;  ///< time of volts_[0]
  double total_energy_ = 0;
};

struct Samples {
  std::size_t begin;
  std::size_t end;
};

/// The part of the wave that matters, whole UI.
Samples cut(const Wave& wave, const PulseShape& shape, unsigned oversampling) {
  const std::vector<double>& volts = wave.volts();
  const auto by_magnitude = [](double x, double y) { return std::abs(x) < std::abs(y); };
  const auto peak = std::ranges::max_element(volts, by_magnitude);
  const double level = shape.truncation_level * std::abs(*peak);
  const auto matters = [&](double v) { return std::abs(v) >= level; };
  const auto first = std::ranges::find_if(volts, matters);
  const auto last = std::find_if(volts.rbegin(), volts.rend(), matters).base();
  auto begin = static_cast<std::size_t>(first - volts.begin());
  auto end = static_cast<std::size_t>(last - volts.begin());
  const std::size_t longest = std::size_t{shape.longest_ui} * oversampling;
  if (end - begin > longest) {
    // The tail goes first; precursors only where they would push out the peak.
    const auto peak_at = static_cast<std::size_t>(peak - volts.begin());
    begin = std::max(begin, peak_at - std::min(peak_at, longest / 4));
    end = std::min(end, begin + longest);
  }
  // On a whole UI, so that phase 0 does not depend on samples_per_ui.
  const std::size_t grid = wave.middle() % oversampling;
  begin = std::max(begin, grid);
  begin -= (begin - grid) % oversampling;
  const std::size_t length_ui =
      std::min({(end - begin + oversampling - 1) / oversampling,
                (volts.size() - begin) / oversampling, std::size_t{shape.longest_ui}});
  return {begin, begin + length_ui * oversampling};
}

PulseResponse pick(const Wave& wave, const Samples& kept, const PulseShape& shape,
                   unsigned oversampling) {
  PulseResponse pulse;
  pulse.samples_per_ui = shape.samples_per_ui;
  const std::size_t step = oversampling / shape.samples_per_ui;
  for (std::size_t i = kept.begin; i < kept.end; i += step) {
    pulse.volts.push_back(wave.volts()[i]);
  }
  return pulse;
}

/// How long the limited band rings: its fade has this width as a filter.
double ringing_s(const ContinuousGain& gain, const PulseShape& shape) {
  constexpr double kSteepestFade = 0.1;
  return 1 / (std::max(1 - shape.band_limit_start, kSteepestFade) * gain.band_end_hz());
}

std::vector<std::string> warnings(const ChannelResponse& response, const TransferFunction& channel,
                                  const PulseShape& shape) {
  constexpr double kMuchEnergy = 1e-3;
  std::vector<std::string> result;
  const double determined_s = window_s(channel);
  const double step_hz = 1 / determined_s;
  const double band_end_hz = channel.frequency_hz.back();
  if (is_coarse(channel, shape)) {
    // What came before time 0 cannot be told from what came a whole time later.
    result.push_back(fmt::format(
        "frequency points are up to {:g} Hz apart, which determines {:.4g} ns: the delay is {:.4g} "
        "ns or differs by a multiple of {:.4g} ns, and later echoes are folded into the response",
        step_hz, 1e9 * determined_s, 1e9 * response.delay_s, 1e9 * response.delay_period_s));
  } else if (response.delay_s < earliest_delay_s(shape)) {
    result.push_back(fmt::format(
        "the pulse arrives {:.4g} ns before it is sent: the data are not causal, or the delay is "
        "{:.4g} ns and the frequency points are too far apart for it",
        -1e9 * response.delay_s, 1e9 * (response.delay_s + response.delay_period_s)));
  } else if (response.folded_energy > kMuchEnergy) {
    result.push_back(fmt::format(
        "{:.2g} of the pulse's energy lies at the ends of the {:.4g} ns that frequency points {:g} "
        "Hz apart determine: later echoes are folded into the response",
        response.folded_energy, 1e9 * determined_s, step_hz));
  } else if (response.precursor_energy > kMuchEnergy) {
    result.push_back(fmt::format(
        "{:.2g} of the pulse's energy arrives before time 0: the data are not causal, or begin "
        "at too high a frequency",
        response.precursor_energy));
  }
  if (response.truncated_energy > kMuchEnergy) {
    result.push_back(
        fmt::format("{:.2g} of the pulse's energy lies outside the {} UI that were kept",
                    response.truncated_energy, response.pulse.unit_intervals()));
  }
  if (response.dc_blocked) {
    result.push_back(
        "the channel passes next to nothing at 0 Hz: taken as what capacitors block, with the gain "
        "of the points above continued, and without baseline wander");
  }
  if (band_end_hz < 0.75 * shape.baud_hz) {
    result.push_back(fmt::format("data end at {:g} Hz, below 0.75 of the baud rate of {:g} Bd",
                                 band_end_hz, shape.baud_hz));
  }
  return result;
}

}  // namespace

ChannelResponse channel_response(const TransferFunction& channel, const PulseShape& shape) {
  check(channel, shape);
  const double determined_s = window_s(channel);
  // In so short a time, delays beyond its half are as likely as any.
  const ContinuousGain gain = is_coarse(channel, shape)
                                  ? ContinuousGain(channel, earliest_delay_s(shape))
                                  : ContinuousGain(channel);
  const Plan plan = plan_transform(gain, determined_s, shape);
  const Wave wave(gain, shape, plan);
  const Samples kept = cut(wave, shape, plan.oversampling);

  ChannelResponse result;
  result.pulse = pick(wave, kept, shape, plan.oversampling);
  result.bulk_delay_s = wave.time_s(kept.begin);
  result.delay_s = gain.delay_s();
  result.delay_period_s = gain.delay_period_s();
  result.dc_gain = gain.dc_gain();
  result.dc_extrapolated = gain.dc_extrapolated();
  result.dc_blocked = gain.dc_blocked();
  result.truncated_energy = 1 - wave.energy_fraction(kept.begin, kept.end);
  result.precursor_energy = wave.energy_fraction_before(-ringing_s(gain, shape));
  const double reach_s = kFoldingReach * determined_s;
  result.folded_energy = wave.energy_fraction_before(result.delay_s - reach_s) +
                         wave.energy_fraction_after(result.delay_s + reach_s);
  result.warnings = warnings(result, channel, shape);
  return result;
}

}  // namespace lightloop::serdes
