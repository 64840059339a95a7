// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/statistics.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <stdexcept>

namespace lightloop::golden {
namespace {

TEST(ClopperPearson, PublishedIntervals) {
  const Interval half = clopper_pearson(5, 10);
  EXPECT_NEAR(half.low, 0.1871, 5e-5);
  EXPECT_NEAR(half.high, 0.8129, 5e-5);
  // No events: the upper end solves (1-p)^n = 2.5 %.
  const Interval none = clopper_pearson(0, 1000);
  EXPECT_EQ(none.low, 0.0);
  EXPECT_NEAR(none.high, 1.0 - std::pow(0.025, 1.0 / 1000), 1e-12);
  const Interval all = clopper_pearson(1000, 1000);
  EXPECT_NEAR(all.low, std::pow(0.025, 1.0 / 1000), 1e-12);
  EXPECT_EQ(all.high, 1.0);
  const Interval nothing = clopper_pearson(0, 0);
  EXPECT_EQ(nothing.low, 0.0);
  EXPECT_EQ(nothing.high, 1.0);
}

TEST(ClopperPearson, EndsLeaveHalfTheRestInEachTail) {
  const std::uint64_t n = 200;
  for (const std::uint64_t k : {1U, 3U, 50U, 199U}) {
    const Interval interval = clopper_pearson(k, n, 0.9);
    const auto probability = [&](std::uint64_t from, std::uint64_t to, double p) {
      double sum = 0;
      for (std::uint64_t i = from; i <= to; ++i) {
        const double ways = std::lgamma(n + 1.0) - std::lgamma(i + 1.0) - std::lgamma(n - i + 1.0);
        sum += std::exp(ways + i * std::log(p) + (n - i) * std::log1p(-p));
      }
      return sum;
    };
    EXPECT_NEAR(probability(k, n, interval.low), 0.05, 1e-9);
    EXPECT_NEAR(probability(0, k, interval.high), 0.05, 1e-9);
  }
}

TEST(ClopperPearson, HugeCountsStayNumbers) {
  const Interval interval = clopper_pearson(123456789, 1000000000000ULL);
  EXPECT_LT(interval.low, 1.23456789e-4);
  EXPECT_GT(interval.high, 1.23456789e-4);
  EXPECT_NEAR((interval.high - interval.low) / 1.23456789e-4, 2 * 1.96 / std::sqrt(123456789.0),
              1e-6);
}

TEST(ClopperPearson, RefusesNonsense) {
  EXPECT_THROW(clopper_pearson(2, 1), std::invalid_argument);
  EXPECT_THROW(clopper_pearson(1, 2, 1.0), std::invalid_argument);
  EXPECT_THROW(clopper_pearson(1, 2, 0.0), std::invalid_argument);
}

TEST(StopRule, EndsAtTheFirstLimit) {
  const StopRule rule{.max_codewords = 1000, .target_errors = 3};
  LinkCounters counters;
  EXPECT_FALSE(rule.done(counters));
  counters.codewords = 900;
  counters.uncorrectable_codewords = 2;
  EXPECT_FALSE(rule.done(counters));
  counters.uncorrectable_codewords = 3;
  EXPECT_TRUE(rule.done(counters));
  const StopRule no_target{.max_codewords = 1000};
  EXPECT_FALSE(no_target.done(counters));
  counters.codewords = 1000;
  EXPECT_TRUE(no_target.done(counters));
}

}  // namespace
}  // namespace lightloop::golden
