// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/error_ratio.hpp"

#include <array>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <utility>
#include <vector>

namespace lightloop::serdes {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double q(double x) { return 0.5 * std::erfc(x / std::numbers::sqrt2); }

TEST(ErrorRatio, AwgnKnownValues) {
  struct Point {
    double snr_db, symbol, bit;
  };
  for (const Point& point : {Point{15, 8.93e-3, 4.47e-3}, Point{17, 1.159e-3, 5.795e-4},
                             Point{18, 2.864e-4, 1.432e-4}, Point{20, 5.81e-6, 2.90e-6}}) {
    const ErrorRatio found = awgn_error_ratio(point.snr_db);
    EXPECT_NEAR(found.symbol / point.symbol, 1, 1e-3);
    EXPECT_NEAR(found.bit / point.bit, 1, 2e-3);
  }
}

TEST(ErrorRatio, AwgnClosedForm) {
  for (int halves = 0; halves <= 60; ++halves) {
    const double snr_db = halves / 2.0;
    const double d = std::sqrt(std::pow(10, snr_db / 10) / 5);
    const ErrorRatio found = awgn_error_ratio(snr_db);
    EXPECT_NEAR(found.symbol, 1.5 * q(d), 1e-12 * found.symbol);
    EXPECT_NEAR(found.bit, (3 * q(d) + 2 * q(3 * d) - q(5 * d)) / 4, 1e-12 * found.bit);
  }
}

TEST(ErrorRatio, SnrAndNoiseAreInverse) {
  EXPECT_NEAR(noise_rms_from_snr_db(10 * std::log10(5.0 / 9)), 1, 1e-12);
  EXPECT_NEAR(snr_db_from_noise_rms(noise_rms_from_snr_db(17.3)), 17.3, 1e-12);
  EXPECT_EQ(noise_rms_from_snr_db(kInfinity), 0);
  EXPECT_EQ(snr_db_from_noise_rms(0), kInfinity);
}

/// Every combination of levels of the residual cursors, by recursion.
double enumerate(const std::vector<double>& isi, std::size_t from, double sum, double noise,
                 double distance) {
  if (from == isi.size()) return q((distance - sum) / noise);
  double mean = 0;
  for (const double level : {-1.0, -1.0 / 3, 1.0 / 3, 1.0}) {
    mean += 0.25 * enumerate(isi, from + 1, sum + isi[from] * level, noise, distance);
  }
  return mean;
}

TEST(ErrorRatio, InterferenceAgainstFullEnumeration) {
  const std::vector<double> isi{0.06, -0.04, 0.025, 0.011, -0.007, 0.003, 0};
  for (const double snr_db : {12.0, 17.0, 22.0}) {
    const double noise = noise_rms_from_snr_db(snr_db);
    const ErrorRatio found = predict_error_ratio(isi, noise);
    const double one = enumerate(isi, 0, 0, noise, 1.0 / 3);
    const double three = enumerate(isi, 0, 0, noise, 1);
    const double five = enumerate(isi, 0, 0, noise, 5.0 / 3);
    EXPECT_NEAR(found.symbol / (1.5 * one), 1, 2e-4) << snr_db;
    EXPECT_NEAR(found.bit / ((3 * one + 2 * three - five) / 4), 1, 2e-4) << snr_db;
  }
}

TEST(ErrorRatio, NoiselessInterferenceCountsTheClosedEyes) {
  // 0.2 * level + 0.2 * level exceeds 1/3 only when both are +1: 1 of 16.
  const std::array<double, 2> isi{0.2, -0.2};
  EXPECT_NEAR(predict_error_ratio(isi, 0).symbol, 1.5 / 16, 1e-9);
  const std::array<double, 2> small{0.1, 0.2};
  EXPECT_EQ(predict_error_ratio(small, 0).symbol, 0);
  EXPECT_EQ(predict_error_ratio({}, 0).bit, 0);
}

TEST(ErrorRatio, ManySmallTermsActLikeNoiseOfTheirPower) {
  // The sum of 400 equal terms is nearly Gaussian as far out as 3 sigma.
  const double total = noise_rms_from_snr_db(15);
  const double each = total / std::sqrt(2) / std::sqrt(400 * 5.0 / 9);
  const std::vector<double> isi(400, each);
  EXPECT_NEAR(predict_error_ratio(isi, total / std::sqrt(2)).symbol / awgn_error_ratio(15).symbol,
              1, 0.02);
}

TEST(ErrorRatio, RefusesNonsense) {
  const std::array<double, 1> bad{NAN};
  EXPECT_THROW(predict_error_ratio(bad, 0.1), std::invalid_argument);
  EXPECT_THROW(predict_error_ratio({}, -1), std::invalid_argument);
  EXPECT_THROW(predict_error_ratio({}, NAN), std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::serdes
