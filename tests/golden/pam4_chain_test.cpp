// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pam4_chain.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "sim/golden/fec_theory.hpp"
#include "sim/golden/pam4_theory.hpp"

namespace lightloop::golden {
namespace {

double noise_rms(double snr_db) { return std::sqrt(5.0 / std::pow(10.0, snr_db / 10.0)); }

TEST(Pam4Chain, WithoutInterferenceItIsTheClosedForm) {
  const std::array<double, 1> taps{1.0};
  for (const double snr_db : {10.0, 16.0, 20.0, 25.0}) {
    const Pam4Chain chain(taps, noise_rms(snr_db), false);
    const Pam4ErrorRatios closed = pam4_awgn(snr_db);
    EXPECT_NEAR(chain.symbol_error_ratio() / closed.symbol, 1.0, 1e-11);
    EXPECT_NEAR(chain.bit_error_ratio() / closed.bit, 1.0, 1e-11);
    EXPECT_NEAR(chain.fec_symbol_error_ratio() / fec_symbol_error_from_pam4_symbols(closed.symbol),
                1.0, 1e-11);
    const FecTheory fec = fec_theory(RsCode::kKp4, chain.fec_symbol_error_ratio());
    const auto counts = chain.error_count_distribution(544, 15);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      EXPECT_NEAR(counts[i] / fec.histogram[i], 1.0, 1e-9) << snr_db << " dB, " << i;
    }
  }
}

TEST(Pam4Chain, GainChangesNothing) {
  const std::array<double, 3> taps{1.0, 0.1, -0.05};
  const std::array<double, 3> doubled{2.0, 0.2, -0.1};
  EXPECT_NEAR(Pam4Chain(doubled, 0.5, true).bit_error_ratio(),
              Pam4Chain(taps, 0.25, true).bit_error_ratio(), 1e-15);
}

TEST(Pam4Chain, OneInterfererByHand) {
  // Tap 1 moves the sample by -3h, -h, h or 3h with equal chance. The inner levels have a threshold
  // on either side, the outer ones on one side: 3/4 of the symbols have an upper one, 3/4 a lower.
  const double h = 0.12;
  const double s = 0.3;
  double symbol = 0;
  for (const double shift : {-3 * h, -h, h, 3 * h}) {
    symbol += 0.25 * 0.75 * (q_function((1 - shift) / s) + q_function((1 + shift) / s));
  }
  const std::array<double, 2> taps{1.0, h};
  EXPECT_NEAR(Pam4Chain(taps, s, false).symbol_error_ratio() / symbol, 1.0, 1e-12);
}

TEST(Pam4Chain, PrecodingDoublesRareIsolatedErrors) {
  const std::array<double, 1> taps{1.0};
  const Pam4Chain plain(taps, noise_rms(20.0), false);
  const Pam4Chain precoded(taps, noise_rms(20.0), true);
  EXPECT_DOUBLE_EQ(precoded.symbol_error_ratio(), plain.symbol_error_ratio());
  // Two errors next to each other are rare: second order in the error ratio.
  EXPECT_NEAR(precoded.bit_error_ratio() / plain.bit_error_ratio(), 2.0, 1e-5);
  // One decision spoils one FEC symbol, or two when it is the last of its five: 6/5.
  EXPECT_NEAR(precoded.fec_symbol_error_ratio() / plain.fec_symbol_error_ratio(), 1.2, 1e-4);
}

TEST(Pam4Chain, WithoutNoiseItIsCounting) {
  const std::array<double, 2> open{1.0, 0.33};
  EXPECT_EQ(Pam4Chain(open, 0.0, true).bit_error_ratio(), 0.0);
  EXPECT_EQ(Pam4Chain(open, 0.0, true).error_count_distribution(544, 15)[0], 1.0);
  // Tap 0.5: an interferer of +3 or -3, half of all, moves the sample by 1.5 and over a threshold
  // that is 1 away; only the outer level on that side, one in four, has none there.
  const std::array<double, 2> closed{1.0, 0.5};
  EXPECT_DOUBLE_EQ(Pam4Chain(closed, 0.0, false).symbol_error_ratio(), 0.5 * 3.0 / 4.0);
}

TEST(Pam4Chain, DistributionsAddUpToOne) {
  const std::array<double, 4> taps{1.0, 0.15, -0.1, 0.05};
  for (const bool precoding : {false, true}) {
    const Pam4Chain chain(taps, 0.3, precoding);
    const auto counts = chain.error_count_distribution(40, 15);
    EXPECT_EQ(counts.size(), 17U);
    EXPECT_NEAR(std::accumulate(counts.begin(), counts.end(), 0.0), 1.0, 1e-12);
    double mean = 0;
    const auto all = chain.error_count_distribution(40, 40);
    for (std::size_t i = 0; i < all.size(); ++i) mean += static_cast<double>(i) * all[i];
    EXPECT_NEAR(mean, 40 * chain.fec_symbol_error_ratio(), 1e-12);
  }
}

TEST(Pam4Chain, RefusesWhatMakesNoSense) {
  const std::array<double, 1> good{1.0};
  const std::array<double, 1> zero{0.0};
  const std::array<double, 7> many{1.0};
  const std::array<double, 2> infinite{1.0, std::numeric_limits<double>::infinity()};
  EXPECT_THROW(Pam4Chain({}, 0.1, false), std::invalid_argument);
  EXPECT_THROW(Pam4Chain(zero, 0.1, false), std::invalid_argument);
  EXPECT_THROW(Pam4Chain(many, 0.1, false), std::invalid_argument);
  EXPECT_THROW(Pam4Chain(infinite, 0.1, false), std::invalid_argument);
  EXPECT_THROW(Pam4Chain(good, -0.1, false), std::invalid_argument);
  EXPECT_THROW(Pam4Chain(good, std::nan(""), false), std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::golden
