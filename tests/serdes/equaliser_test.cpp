// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/equaliser.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include "sim/serdes/error_ratio.hpp"

namespace lightloop::serdes {
namespace {

constexpr FfeConfig kNoFfe{.pre_taps = 0, .post_taps = 0, .criterion = FfeCriterion::kZeroForcing};

TEST(Ffe, IdealChannelNeedsOneTap) {
  for (const auto criterion : {FfeCriterion::kZeroForcing, FfeCriterion::kMmse}) {
    const Ffe ffe =
        design_ffe({1.0}, {.pre_taps = 2, .post_taps = 3, .criterion = criterion}, 0.01);
    ASSERT_EQ(ffe.taps.size(), 6U);
    for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(ffe.taps[i], i == 2 ? 1 : 0, 1e-12);
    EXPECT_EQ(ffe.main_index, 2U);
    EXPECT_NEAR(ffe.noise_gain(), 1, 1e-12);
  }
}

TEST(Ffe, SingleTapScalesTheMainCursorToOne) {
  const Ffe ffe = design_ffe({0.1, -0.5, 0.2}, kNoFfe, 0);
  EXPECT_NEAR(ffe.taps[0], -2, 1e-12);
  EXPECT_EQ(ffe.main_index, 1U);
  EXPECT_NEAR(ffe.equalised[0], -0.2, 1e-12);
  EXPECT_NEAR(ffe.main_cursor(), 1, 1e-12);
  EXPECT_NEAR(ffe.signal_to_isi_db(), -10 * std::log10(0.04 + 0.16), 1e-9);
}

TEST(Ffe, ZeroForcingOfOnePostCursorIsTheGeometricSeries) {
  // 1 / (1 + a D) = 1 - a D + a^2 D^2 - ...
  constexpr double kA = 0.4;
  const Ffe ffe = design_ffe(
      {1, kA}, {.pre_taps = 0, .post_taps = 6, .criterion = FfeCriterion::kZeroForcing}, 0);
  for (int i = 0; i <= 6; ++i) EXPECT_NEAR(ffe.taps[i], std::pow(-kA, i), 1e-12);
  // What is left is the one cursor beyond the taps' reach.
  for (int i = 1; i <= 6; ++i) EXPECT_NEAR(ffe.equalised[i], 0, 1e-12);
  EXPECT_NEAR(ffe.equalised[7], std::pow(-kA, 6) * kA, 1e-12);
}

TEST(Ffe, ZeroForcingClearsEveryCursorInReach) {
  const std::vector<double> pulse{0.02, -0.05, 0.15, 0.7, 0.3, 0.12, -0.04, 0.03};
  const FfeConfig config{.pre_taps = 4, .post_taps = 9, .criterion = FfeCriterion::kZeroForcing};
  const Ffe ffe = design_ffe(pulse, config, 0);
  EXPECT_EQ(ffe.main_index, 3U + 4U);
  for (unsigned i = ffe.main_index - 4; i <= ffe.main_index + 9; ++i) {
    EXPECT_NEAR(ffe.equalised[i], i == ffe.main_index ? 1 : 0, 1e-10) << i;
  }
  // `equalised` is the convolution of pulse and taps.
  for (std::size_t n = 0; n < ffe.equalised.size(); ++n) {
    double sum = 0;
    for (std::size_t k = 0; k < ffe.taps.size(); ++k) {
      if (n >= k && n - k < pulse.size()) sum += ffe.taps[k] * pulse[n - k];
    }
    EXPECT_NEAR(ffe.equalised[n], sum, 1e-12);
  }
}

TEST(Ffe, MmseIsTheMinimum) {
  const std::vector<double> pulse{0.1, 0.6, 0.35, 0.15, 0.05};
  const FfeConfig config{.pre_taps = 2, .post_taps = 5, .criterion = FfeCriterion::kMmse};
  constexpr double kNoise = 0.003;
  const Ffe best = design_ffe(pulse, config, kNoise);
  const auto signal_to_disturbance = [&](const std::vector<double>& taps) {
    double main = 0;
    double rest = 0;
    for (std::size_t n = 0; n < pulse.size() + taps.size() - 1; ++n) {
      double cursor = 0;
      for (std::size_t k = 0; k < taps.size(); ++k) {
        if (n >= k && n - k < pulse.size()) cursor += taps[k] * pulse[n - k];
      }
      if (n == best.main_index) {
        main = cursor * cursor;
      } else {
        rest += cursor * cursor;
      }
    }
    for (const double tap : taps) rest += kNoise * tap * tap;
    return main / rest;
  };
  const double reached = signal_to_disturbance(best.taps);
  std::mt19937 random(3);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<double> taps = best.taps;
    for (double& tap : taps) tap += 0.02 * (static_cast<double>(random()) / 0xFFFFFFFF - 0.5);
    EXPECT_LE(signal_to_disturbance(taps), reached);
  }
  // Less noise gain than zero forcing, at the price of some interference.
  const Ffe forcing = design_ffe(
      pulse, {.pre_taps = 2, .post_taps = 5, .criterion = FfeCriterion::kZeroForcing}, 0);
  EXPECT_LT(best.noise_gain(), forcing.noise_gain());
}

TEST(Ffe, CrosstalkIsDisturbanceLikeNoise) {
  // The samples of a neighbour with one tap look like white noise of its power.
  const std::vector<double> pulse{0.1, 0.6, 0.35, 0.15, 0.05};
  const FfeConfig config{.pre_taps = 2, .post_taps = 5, .criterion = FfeCriterion::kMmse};
  const Ffe noise = design_ffe(pulse, config, 0.01 + 0.05 * 0.05);
  const Ffe crosstalk = design_ffe(pulse, config, 0.01, {{0.05}});
  for (std::size_t i = 0; i < noise.taps.size(); ++i) {
    EXPECT_NEAR(crosstalk.taps[i], noise.taps[i], 1e-12);
  }
  ASSERT_EQ(crosstalk.crosstalk.size(), 1U);
  for (std::size_t i = 0; i < crosstalk.taps.size(); ++i) {
    EXPECT_NEAR(crosstalk.crosstalk[0][i], 0.05 * crosstalk.taps[i], 1e-12);
  }
  EXPECT_NEAR(crosstalk.signal_to_crosstalk_db(), -20 * std::log10(0.05 * crosstalk.noise_gain()),
              1e-9);
  EXPECT_EQ(noise.signal_to_crosstalk_db(), std::numeric_limits<double>::infinity());
}

TEST(Ffe, MmseTurnsAwayFromColouredCrosstalk) {
  // A neighbour whose pulse is 1, -1 has no power at 0 Hz: the taps go there.
  const std::vector<double> pulse{1};
  const FfeConfig config{.pre_taps = 3, .post_taps = 3, .criterion = FfeCriterion::kMmse};
  const std::vector<std::vector<double>> neighbour{{0.3, -0.3}};
  const Ffe blind = design_ffe(pulse, config, 0.01);
  const Ffe seeing = design_ffe(pulse, config, 0.01, neighbour);
  const auto disturbance = [&](const std::vector<double>& taps) {
    double sum = 0;
    double before = 0;
    for (std::size_t i = 0; i <= taps.size(); ++i) {
      const double tap = i < taps.size() ? taps[i] : 0;
      sum += 0.01 * tap * tap + 0.09 * (tap - before) * (tap - before);
      if (i < taps.size() && i != 3) sum += tap * tap;  // interference
      before = tap;
    }
    return sum / (taps[3] * taps[3]);
  };
  EXPECT_LT(disturbance(seeing.taps), 0.95 * disturbance(blind.taps));
  EXPECT_GT(seeing.taps[2], 0.05);
}

TEST(Ffe, RefusesWhatHasNoSolution) {
  EXPECT_THROW(design_ffe({}, {}, 0), std::invalid_argument);
  EXPECT_THROW(design_ffe({0, 0}, {}, 0), std::invalid_argument);
  EXPECT_THROW(design_ffe({1}, {.pre_taps = 65}, 0), std::invalid_argument);
  EXPECT_THROW(design_ffe({1}, {.post_taps = 257}, 0), std::invalid_argument);
  EXPECT_THROW(design_ffe({1}, {}, -1), std::invalid_argument);
  EXPECT_THROW(design_ffe({1}, {}, NAN), std::invalid_argument);
  // The matrix of the three equations, (1, .5, 0; 1, 1, .5; 0, 1, 1), has no inverse.
  EXPECT_THROW(
      design_ffe({0.5, 1, 1},
                 {.pre_taps = 1, .post_taps = 1, .criterion = FfeCriterion::kZeroForcing}, 0),
      std::invalid_argument);
}

TEST(SamplingPhase, TakesTheOneWithTheLeastDisturbance) {
  // Phase 2 sees a clean pulse; the others see interference that one tap cannot remove.
  const PulseResponse pulse = pulse_response_from_taps(
      std::vector<double>{0.3, 0.2, 0, 0.1, 0.8, 0.9, 1, 0.9, 0.4, 0.3, 0, 0.2}, 4);
  const SampledChannel best = choose_sampling_phase(pulse, kNoFfe, 0.001);
  EXPECT_EQ(best.phase, 2U);
  EXPECT_EQ(best.cursors, (std::vector<double>{0, 1, 0}));
  const SampledChannel forced = choose_sampling_phase(pulse, kNoFfe, 0.001, 0);
  EXPECT_EQ(forced.phase, 0U);
  EXPECT_THROW(choose_sampling_phase(pulse, kNoFfe, 0.001, 4), std::invalid_argument);
}

TEST(SamplingPhase, CrosstalkCounts) {
  // Both phases see the same pulse; the neighbour arrives at the first.
  const PulseResponse pulse = pulse_response_from_taps(std::vector<double>{0, 0, 1, 1, 0, 0}, 2);
  const PulseResponse neighbour = pulse_response_from_taps(std::vector<double>{0.2, 0}, 2);
  EXPECT_EQ(choose_sampling_phase(pulse, kNoFfe, 0.001).phase, 0U);
  const SampledChannel best = choose_sampling_phase(pulse, kNoFfe, 0.001, -1, {neighbour});
  EXPECT_EQ(best.phase, 1U);
  EXPECT_EQ(best.crosstalk, (std::vector<std::vector<double>>{{0}}));
  EXPECT_THROW(choose_sampling_phase(pulse, kNoFfe, 0.001, -1,
                                     {pulse_response_from_taps(std::vector<double>{1.0}, 1)}),
               std::invalid_argument);
}

TEST(SamplingPhase, LeavesOutAPhaseThatHasNoEqualiser) {
  // Phase 0 is 0.5, 1, 1, of which RefusesWhatHasNoSolution speaks; phase 1 is a clean pulse.
  const PulseResponse pulse = pulse_response_from_taps(std::vector<double>{0.5, 0, 1, 1, 1, 0}, 2);
  const FfeConfig config{.pre_taps = 1, .post_taps = 1, .criterion = FfeCriterion::kZeroForcing};
  EXPECT_EQ(choose_sampling_phase(pulse, config, 0.001).phase, 1U);
  EXPECT_THROW(choose_sampling_phase(pulse, config, 0.001, 0), std::invalid_argument);
  EXPECT_THROW(choose_sampling_phase(pulse, {.pre_taps = 65}, 0.001), std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::serdes
