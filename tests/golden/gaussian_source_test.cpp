// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/gaussian_source.hpp"

#include <algorithm>
#include <bit>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <gtest/gtest.h>
#include <vector>

#include "sim/golden/pam4_theory.hpp"
#include "sim/golden/philox.hpp"
#include "sim/golden/statistics.hpp"

namespace lightloop::golden {
namespace {

constexpr std::uint64_t kSeed = 0x4c696768746c6f6fULL;

std::vector<double> samples(std::size_t count) {
  std::vector<double> out(count);
  GaussianSource(kSeed).fill(0, out);
  return out;
}

TEST(GaussianSource, BitsAreThoseOfTheCounter) {
  const GaussianSource source(0x299f31d0'a4093822ULL, 0x03707344'13198a2eULL);
  // Samples 2i and 2i + 1 share counter i.
  const std::uint64_t even = 2 * 0x05a308d3'243f6a88ULL;
  const PhiloxCounter words =
      philox4x32_10({0x243f6a88, 0x05a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0});
  EXPECT_EQ(source.bits(even), std::uint64_t{words[1]} << 32 | words[0]);
  EXPECT_EQ(source.bits(even + 1), std::uint64_t{words[3]} << 32 | words[2]);
  const GaussianSource zero(0);
  EXPECT_EQ(zero.bits(0), 0xe169c58d'6627e8d5ULL);
  EXPECT_EQ(zero.bits(1), 0x9b00dbd8'bc57ac4cULL);
}

// The exact values were computed with 40 digits from an independent Philox; the bit patterns are
// those that every machine must give.
TEST(GaussianSource, GoldenValuesBitForBit) {
  struct Row {
    std::uint64_t index;
    std::uint64_t bits;
    std::uint64_t pattern;
    double exact;
  };
  const GaussianSource source(1, 2);
  for (const Row& row : std::vector<Row>{
           {0, 0x8cedc5d3e73404cf, 0xbffa3d6b2efa6ebe, -1.63999479628448205},
           {1, 0x0a0afddd3f071736, 0x3ffc27b05a2b94f3, 1.75968966696500513},
           {2, 0xdb04b052b7b4c173, 0xbfd7b4b811c9ebc4, -0.370405213710620573},
           {1000000007, 0x65d10fb1ebf28bef, 0x3fd0978c47b444c0, 0.25924975397453816},
           {0x123456789abcdef, 0x0775aefa77a81276, 0x3ffe4c2942a7a8db, 1.89359403645590045}}) {
    EXPECT_EQ(source.bits(row.index), row.bits);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(source.at(row.index)), row.pattern);
    EXPECT_NEAR(source.at(row.index), row.exact, 1e-11);
  }
}

TEST(GaussianSource, AnyStretchIsTheSame) {
  const auto all = samples(1000);
  const GaussianSource source(kSeed);
  for (const std::size_t first : {0, 1, 31, 32, 33, 500}) {
    for (const std::size_t count : {0, 1, 2, 31, 33, 64, 401}) {
      std::vector<double> part(count);
      std::vector<float> rounded(count);
      source.fill(first, part);
      source.fill(first, rounded);
      for (std::size_t i = 0; i < count; ++i) {
        ASSERT_EQ(part[i], all[first + i]);
        ASSERT_EQ(rounded[i], static_cast<float>(all[first + i]));
        ASSERT_EQ(source.at(first + i), all[first + i]);
      }
    }
  }
}

TEST(GaussianSource, SeedsAndStreamsDiffer) {
  EXPECT_NE(GaussianSource(1).bits(0), GaussianSource(2).bits(0));
  EXPECT_NE(GaussianSource(1, 0).bits(0), GaussianSource(1, 1).bits(0));
  EXPECT_NE(GaussianSource(1, 1).bits(0), GaussianSource(1, std::uint64_t{1} << 32).bits(0));
}

TEST(GaussianSource, Moments) {
  const auto x = samples(4'000'000);
  double sum1 = 0;
  double sum2 = 0;
  double sum3 = 0;
  double sum4 = 0;
  double lag = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double square = x[i] * x[i];
    sum1 += x[i];
    sum2 += square;
    sum3 += square * x[i];
    sum4 += square * square;
    if (i > 0) lag += x[i] * x[i - 1];
  }
  // Five standard errors of each: the variance of x^k is E[x^2k] - E[x^k]^2.
  const auto n = static_cast<double>(x.size());
  const auto limit = [n](double variance) { return 5 * std::sqrt(variance / n); };
  EXPECT_NEAR(sum1 / n, 0, limit(1));
  EXPECT_NEAR(sum2 / n, 1, limit(2));
  EXPECT_NEAR(sum3 / n, 0, limit(15));
  EXPECT_NEAR(sum4 / n, 3, limit(96));
  EXPECT_NEAR(lag / n, 0, limit(1));
}

TEST(GaussianSource, ChiSquare) {
  // Bins of a tenth of a sigma from -5 to 5, and the two tails.
  constexpr int kBins = 102;
  const auto x = samples(4'000'000);
  std::vector<double> count(kBins);
  for (const double value : x) {
    const double bin = std::floor(value * 10) + 51;
    ++count[static_cast<std::size_t>(std::clamp(bin, 0.0, kBins - 1.0))];
  }
  double chi_square = 0;
  for (int bin = 0; bin < kBins; ++bin) {
    const double low = bin == 0 ? -HUGE_VAL : (bin - 51) / 10.0;
    const double high = bin == kBins - 1 ? HUGE_VAL : (bin - 50) / 10.0;
    const double share =
        low >= 0 ? q_function(low) - q_function(high) : q_function(-high) - q_function(-low);
    const double expected = share * static_cast<double>(x.size());
    chi_square += (count[bin] - expected) * (count[bin] - expected) / expected;
  }
  const boost::math::chi_squared distribution(kBins - 1);
  EXPECT_GT(chi_square, boost::math::quantile(distribution, 1e-6));
  EXPECT_LT(chi_square, boost::math::quantile(distribution, 1 - 1e-6));
}

TEST(GaussianSource, TailsByMonteCarlo) {
  const auto x = samples(4'000'000);
  for (const double limit : {1.0, 2.0, 3.0, 4.0, 4.5}) {
    std::uint64_t beyond = 0;
    for (const double value : x) beyond += std::abs(value) > limit ? 1 : 0;
    EXPECT_TRUE(clopper_pearson(beyond, x.size(), 1 - 1e-6).contains(2 * q_function(limit)))
        << limit << ": " << beyond;
  }
}

}  // namespace
}  // namespace lightloop::golden
