// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/normal_quantile.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <random>

#include "sim/golden/pam4_theory.hpp"

namespace lightloop::golden {
namespace {

constexpr std::uint64_t kSign = std::uint64_t{1} << 63;

// How far normal_quantile(m) is from Q^-1((m + 1/2) / 2^64), by the closed form of Q.
double quantile_error(std::uint64_t m) {
  const double z = normal_quantile(m);
  const double p = std::ldexp(static_cast<double>(m) + 0.5, -64);
  const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
  // Near the middle p and Q(z) are near 1/2: their difference is what counts, and is exact enough.
  return (q_function(z) - p) / density;
}

TEST(NormalQuantile, InvertsTheTailFunctionOutToNineSigma) {
  double worst = 0;
  std::mt19937_64 random(1);
  for (int octave = 0; octave <= 62; ++octave) {
    for (int i = 0; i < 2000; ++i) {
      const std::uint64_t top = std::uint64_t{1} << (62 - octave);
      worst = std::max(worst, std::abs(quantile_error(top | (random() & (top - 1)))));
    }
  }
  worst = std::max(worst, std::abs(quantile_error(0)));
  EXPECT_LT(worst, 1e-11);
}

TEST(NormalQuantile, TailProbabilitiesMatchTheClosedForm) {
  // The share of the 2^64 inputs beyond x is where the samples cross x: found by bisection.
  for (int halves = 1; halves <= 17; ++halves) {
    const double x = halves / 2.0;
    std::uint64_t beyond = 0;  // m of a sample above x
    std::uint64_t below = kSign - 1;
    while (below - beyond > 1) {
      const std::uint64_t middle = beyond + (below - beyond) / 2;
      (normal_quantile(middle) > x ? beyond : below) = middle;
    }
    const double tail = std::ldexp(static_cast<double>(below), -64);
    // Beyond 8 sigma only a few thousand inputs are left, so half of one counts.
    const double grain = std::ldexp(1.0, -64) / tail;
    EXPECT_NEAR(tail / q_function(x), 1.0, 1e-9 + grain) << x;
  }
}

TEST(NormalQuantile, FallsAcrossEverySegment) {
  for (int octave = 0; octave <= 59; ++octave) {
    const std::uint64_t top = std::uint64_t{1} << (62 - octave);
    for (std::uint64_t segment = 0; segment < 8; ++segment) {
      // Further apart than the polynomials' error, which may differ from side to side.
      const std::uint64_t edge = top + top / 8 * segment;
      const std::uint64_t before = edge - std::max<std::uint64_t>(1, top >> 20);
      ASSERT_GT(normal_quantile(before), normal_quantile(edge)) << octave << ' ' << segment;
    }
  }
}

TEST(NormalQuantile, Extremes) {
  // The exact values, computed with 40 digits.
  EXPECT_NEAR(normal_quantile(0), 9.15529377268607255, 1e-11);
  EXPECT_NEAR(normal_quantile(1), 9.03591884857193797, 1e-11);
  EXPECT_NEAR(normal_quantile(0x0000000123456789), 6.21000799282772813, 1e-11);
  EXPECT_NEAR(normal_quantile(0xC000000000000000), -0.674489750196081743, 1e-11);
  EXPECT_NEAR(normal_quantile(kSign - 1), 0.0, 1e-11);
  EXPECT_EQ(normal_quantile(kSign), -normal_quantile(0));
  EXPECT_EQ(normal_quantile(0x123456789ABCDEF0 | kSign), -normal_quantile(0x123456789ABCDEF0));
}

}  // namespace
}  // namespace lightloop::golden
