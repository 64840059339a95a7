// SPDX-License-Identifier: Apache-2.0
#include "testbenches/lib/random.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "testbenches/lib/run_options.hpp"

namespace lightloop::testbench {
namespace {

/// Counts of `draws` values against shares of `weights`: chi-squared below mean + 6 deviations.
template <typename T>
void expect_distribution(const std::map<T, std::uint64_t>& counts,
                         const std::map<T, double>& weights, std::uint64_t draws) {
  double total = 0;
  for (const auto& [value, weight] : weights) total += weight;
  double chi_squared = 0;
  for (const auto& [value, weight] : weights) {
    const double expected = static_cast<double>(draws) * weight / total;
    const auto found = counts.find(value);
    const double count = found == counts.end() ? 0 : static_cast<double>(found->second);
    chi_squared += (count - expected) * (count - expected) / expected;
  }
  const double freedom = static_cast<double>(weights.size()) - 1;
  EXPECT_LT(chi_squared, freedom + 6 * std::sqrt(2 * freedom));
  for (const auto& [value, count] : counts) EXPECT_TRUE(weights.contains(value)) << value;
}

/// Computed by an implementation of Philox4x32-10 and of the draws in another language, checked
/// with the generator's published test vectors.
TEST(Random, KnownDraws) {
  Random random(1, "known");
  EXPECT_EQ(random(), 0xB6108975A4314D1BU);
  EXPECT_EQ(random(), 0xD13788536F64C586U);
  EXPECT_EQ(random(), 0x0120FB33F13F4B01U);
  EXPECT_EQ(random.between(10, 99), 28);
  EXPECT_EQ(random.between(-5, 5), 5);
  EXPECT_EQ(random.any<std::uint8_t>(), 106);
  EXPECT_EQ(random.weighted({1, 2, 3}), 1U);
  EXPECT_THAT(random.subset(20, 5), ::testing::ElementsAre(0, 5, 8, 10, 11));
  EXPECT_EQ(random.corner<std::uint32_t>(3, 1000), 430U);
  EXPECT_EQ(random.corner<std::uint32_t>(3, 1000), 994U);
  EXPECT_EQ(random.corner<std::uint32_t>(3, 1000), 699U);
  EXPECT_EQ(random.corner<std::uint32_t>(3, 1000), 3U);
}

TEST(Random, OneSeedAndNameOneSequence) {
  Random first(5, "a");
  Random again(5, "a");
  Random other_seed(6, "a");
  Random other_name(5, "b");
  const std::uint64_t value = first();
  EXPECT_EQ(again(), value);
  EXPECT_NE(other_seed(), value);
  EXPECT_NE(other_name(), value);
  Random copy = first;
  EXPECT_EQ(copy(), first());
}

TEST(Random, BranchesDoNotDependOnDrawsMade) {
  Random parent(5, "a");
  Random before = parent.branch("x");
  parent();
  Random after = parent.branch("x");
  EXPECT_EQ(before.name(), "a/x");
  EXPECT_EQ(before(), after());
}

TEST(Random, AGeneratorForATestHasItsNameAndTheSeedOfTheRun) {
  // NOLINTNEXTLINE(performance-unnecessary-copy-initialization): what it refers to changes
  const RunOptions former = run_options();
  RunOptions options = former;
  options.seed = 77;
  set_run_options(options);
  Random random = Random::for_test();
  set_run_options(former);
  EXPECT_EQ(random.name(), "Random.AGeneratorForATestHasItsNameAndTheSeedOfTheRun");
  EXPECT_EQ(random.seed(), 77U);
  Random same(77, random.name());
  EXPECT_EQ(random(), same());
}

TEST(Random, BetweenIsUniformWithBothEnds) {
  Random random = Random::for_test();
  constexpr std::uint64_t kDraws = 50'000;
  std::map<int, std::uint64_t> counts;
  std::map<int, double> weights;
  for (int value = -3; value <= 7; ++value) weights[value] = 1;
  for (std::uint64_t i = 0; i < kDraws; ++i) ++counts[random.between(-3, 7)];
  expect_distribution(counts, weights, kDraws);
}

TEST(Random, BetweenTakesWholeTypes) {
  Random random = Random::for_test();
  bool high_bit = false;
  bool low_bit = false;
  for (int i = 0; i < 64; ++i) {
    const auto value = random.between<std::uint64_t>(0, ~std::uint64_t{0});
    high_bit |= (value >> 63) != 0;
    low_bit |= (value & 1) != 0;
  }
  EXPECT_TRUE(high_bit);
  EXPECT_TRUE(low_bit);
  std::set<int> signs;
  for (int i = 0; i < 64; ++i) {
    signs.insert(random.between<std::int64_t>(INT64_MIN, INT64_MAX) < 0 ? -1 : 1);
  }
  EXPECT_THAT(signs, ::testing::ElementsAre(-1, 1));
  EXPECT_EQ(random.between<std::int8_t>(-128, -128), -128);
}

TEST(Random, WeightsAreShares) {
  Random random = Random::for_test();
  constexpr std::uint64_t kDraws = 50'000;
  std::map<std::size_t, std::uint64_t> counts;
  for (std::uint64_t i = 0; i < kDraws; ++i) ++counts[random.weighted({10, 0, 70, 20})];
  expect_distribution<std::size_t>(counts, {{0, 10}, {2, 70}, {3, 20}}, kDraws);
}

TEST(Random, DistWeighsRangesAndValues) {
  Random random = Random::for_test();
  const Dist<int> dist{{.low = 0, .high = 0, .weight = 30},
                       {.low = 1, .high = 4, .weight = 40},
                       {.low = 10, .high = 12, .weight = 10, .per_value = true}};
  constexpr std::uint64_t kDraws = 50'000;
  std::map<int, std::uint64_t> counts;
  for (std::uint64_t i = 0; i < kDraws; ++i) ++counts[dist(random)];
  expect_distribution<int>(
      counts, {{0, 30}, {1, 10}, {2, 10}, {3, 10}, {4, 10}, {10, 10}, {11, 10}, {12, 10}}, kDraws);
}

TEST(Random, PercentAndChance) {
  Random random = Random::for_test();
  constexpr std::uint64_t kDraws = 50'000;
  std::map<int, std::uint64_t> percent;
  std::map<int, std::uint64_t> chance;
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    ++percent[random.percent(30) ? 1 : 0];
    ++chance[random.chance(1, 7) ? 1 : 0];
    EXPECT_FALSE(random.percent(0));
    EXPECT_TRUE(random.percent(100));
  }
  expect_distribution<int>(percent, {{0, 70}, {1, 30}}, kDraws);
  expect_distribution<int>(chance, {{0, 6}, {1, 1}}, kDraws);
}

TEST(Random, SubsetsAreAllAlikeAndAscending) {
  Random random = Random::for_test();
  constexpr std::uint64_t kDraws = 50'000;
  std::map<std::string, std::uint64_t> counts;
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    std::string text;
    for (const std::size_t place : random.subset(5, 2)) text += std::to_string(place);
    ++counts[text];
  }
  std::map<std::string, double> weights;
  for (const char* text : {"01", "02", "03", "04", "12", "13", "14", "23", "24", "34"}) {
    weights[text] = 1;
  }
  expect_distribution(counts, weights, kDraws);
  EXPECT_THAT(random.subset(3, 3), ::testing::ElementsAre(0, 1, 2));
  EXPECT_THAT(random.subset(3, 0), ::testing::IsEmpty());
}

TEST(Random, ShufflesAreAllAlike) {
  Random random = Random::for_test();
  constexpr std::uint64_t kDraws = 30'000;
  std::map<std::string, std::uint64_t> counts;
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    std::string text = "abc";
    random.shuffle(std::span(text));
    ++counts[text];
  }
  expect_distribution<std::string>(
      counts, {{"abc", 1}, {"acb", 1}, {"bac", 1}, {"bca", 1}, {"cab", 1}, {"cba", 1}}, kDraws);
}

TEST(Random, CornersComeOftenAndEverythingElseToo) {
  Random random = Random::for_test();
  constexpr int kDraws = 20'000;
  std::map<std::uint32_t, int> counts;
  for (int i = 0; i < kDraws; ++i) {
    const auto value = random.corner<std::uint32_t>(5, 5000);
    ASSERT_GE(value, 5U);
    ASSERT_LE(value, 5000U);
    ++counts[value];
  }
  for (const std::uint32_t value : {5U, 6U, 4999U, 5000U}) EXPECT_GT(counts[value], kDraws / 20);
  for (const std::uint32_t value : {7U, 8U, 1023U, 1024U, 4096U}) {
    EXPECT_GT(counts[value], kDraws / 200) << value;
  }
  EXPECT_GT(counts.size(), 3000U);
}

TEST(Random, CornersOfSignedNumbers) {
  Random random = Random::for_test();
  std::set<int> seen;
  for (int i = 0; i < 2000; ++i) {
    const int value = random.corner(-40, 40);
    ASSERT_GE(value, -40);
    ASSERT_LE(value, 40);
    seen.insert(value);
  }
  EXPECT_THAT(seen, ::testing::IsSupersetOf({-40, -39, -32, -1, 0, 1, 31, 32, 39, 40}));
  EXPECT_EQ(random.corner<std::int64_t>(INT64_MIN, INT64_MIN), INT64_MIN);
}

TEST(Random, SolveKeepsTheConstraintAndHasALimit) {
  Random random(3, "solver");
  const auto draw = [](Random& source) {
    return std::array{source.between(0, 9), source.between(0, 9)};
  };
  for (int i = 0; i < 200; ++i) {
    const auto pair = random.solve("a pair", draw, [](const auto& p) { return p[0] + p[1] == 9; });
    EXPECT_EQ(pair[0] + pair[1], 9);
  }
  unsigned tries = 0;
  try {
    random.solve(
        "a pair", draw,
        [&](const auto& p) {
          ++tries;
          return p[0] + p[1] == 19;
        },
        50);
    FAIL() << "no exception";
  } catch (const RandomError& error) {
    EXPECT_STREQ(error.what(),
                 "Random 'solver' (seed 3): none of 50 draws of a pair met its constraint");
  }
  EXPECT_EQ(tries, 50U);
}

TEST(Random, EmptyDrawsAreErrors) {
  Random random(3, "empty");
  EXPECT_THROW(random.between(2, 1), RandomError);
  EXPECT_THROW(random.corner(2, 1), RandomError);
  EXPECT_THROW(random.weighted({0, 0}), RandomError);
  EXPECT_THROW(random.pick(std::vector<int>{}), RandomError);
  EXPECT_THROW(random.subset(2, 3), RandomError);
  EXPECT_THROW(random.chance(1, 0), RandomError);
  EXPECT_THROW((Dist<int>{{.low = 2, .high = 1, .weight = 1}}), RandomError);
  EXPECT_THROW((Dist<int>{{.low = 1, .high = 2, .weight = 0}}), RandomError);
}

}  // namespace
}  // namespace lightloop::testbench
