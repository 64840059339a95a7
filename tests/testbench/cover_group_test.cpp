// SPDX-License-Identifier: Apache-2.0
#include "testbenches/lib/cover_group.hpp"

#include <cstdint>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>

namespace lightloop::testbench {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(CoverPoint, CountsValuesAndRanges) {
  CoverPoint point("length", {bin("one", {1}), bin("some", {{2, 4}, 9}), bin("small", {{0, 3}})});
  for (const int value : {1, 4, 5, 9, 3, 3}) point.sample(value);
  EXPECT_EQ(point.hits("one"), 1U);
  EXPECT_EQ(point.hits("some"), 4U);
  EXPECT_EQ(point.hits("small"), 3U) << "bins may overlap";
  EXPECT_THAT(point.last_hit(), ElementsAre(1, 2));
  point.sample(5);
  EXPECT_THAT(point.last_hit(), IsEmpty());
}

TEST(CoverPoint, TakesTheWholeRangeOfItsType) {
  CoverPoint point("x", {bin("negative", {{INT64_MIN, -1}}), bin("other", {{0, INT64_MAX}})});
  point.sample(INT64_MIN);
  point.sample(INT64_MAX);
  EXPECT_EQ(point.hits("negative"), 1U);
  EXPECT_EQ(point.hits("other"), 1U);
}

TEST(CoverPoint, EachValueUpToTheEndOfItsType) {
  CoverPoint point("x", each(INT64_MAX - 1, INT64_MAX));
  point.sample(INT64_MAX);
  EXPECT_EQ(point.bins().size(), 2U);
  EXPECT_EQ(point.hits("9223372036854775807"), 1U);
}

TEST(CoverPoint, CountsTransitions) {
  CoverPoint point("state", {transition("0-1-0", {0, 1, 0}), transition("up", {{0, 1}, {2, 3}})});
  // A transition may begin while another is under way.
  for (const int value : {0, 1, 0, 1, 0}) point.sample(value);
  EXPECT_EQ(point.hits("0-1-0"), 2U);
  EXPECT_EQ(point.hits("up"), 0U);
  for (const int value : {1, 3, 2}) point.sample(value);
  EXPECT_EQ(point.hits("up"), 1U);
  for (const int value : {0, 1, 1, 0}) point.sample(value);
  EXPECT_EQ(point.hits("0-1-0"), 2U);
}

TEST(CoverPoint, AResetBreaksTransitions) {
  CoverPoint point("state", {transition("0-1", {0, 1})});
  point.sample(0);
  point.break_transitions();
  point.sample(1);
  EXPECT_EQ(point.hits("0-1"), 0U);
}

TEST(CoverPoint, IgnoredValuesCountForNothing) {
  CoverPoint point(
      "x", {bin("low", {{0, 7}}), ignored("reserved", {3, {5, 6}}), transition("1-2", {1, 2})});
  EXPECT_EQ(point.bins().size(), 2U);
  for (const int value : {1, 3, 2, 5, 6, 7}) point.sample(value);
  EXPECT_EQ(point.hits("low"), 3U);
  EXPECT_EQ(point.hits("1-2"), 0U) << "an ignored value lies between";
}

struct Frame {
  unsigned length;
  bool damaged;
};

TEST(CoverGroup, CrossesCountCombinations) {
  CoverGroup<Frame> frames("frames");
  auto& length = frames.point("length", &Frame::length, {bin("one", {1}), bin("more", {{2, 64}})});
  auto& damaged = frames.point("damaged", &Frame::damaged, no_yes());
  auto& cross = frames.cross("length x damaged", {&length, &damaged}, {{"one", "yes"}});
  EXPECT_EQ(cross.size(), 3U);
  frames.sample({.length = 1, .damaged = false});
  frames.sample({.length = 2, .damaged = true});
  frames.sample({.length = 64, .damaged = true});
  frames.sample({.length = 65, .damaged = true});
  EXPECT_EQ(cross.hits("one,no"), 1U);
  EXPECT_EQ(cross.hits("more,no"), 0U);
  EXPECT_EQ(cross.hits("more,yes"), 2U);
  EXPECT_THROW(static_cast<void>(cross.hits("one,yes")), CoverError) << "ignored";
  EXPECT_THAT(frames.covered(), Pair(6, 7));
  frames.sample({.length = 2, .damaged = false});
  EXPECT_THAT(frames.covered(), Pair(7, 7));
}

TEST(CoverGroup, ACrossOfThreeTakesPatterns) {
  CoverGroup<int> group("bits");
  auto& a = group.point(
      "a", [](int x) { return x & 1; }, no_yes());
  auto& b = group.point(
      "b", [](int x) { return x >> 1 & 1; }, no_yes());
  auto& c = group.point(
      "c", [](int x) { return x >> 2 & 1; }, no_yes());
  auto& all = group.cross("a x b x c", {&a, &b, &c});
  auto& some = group.cross("some", {&a, &b, &c}, {{"yes", "*", "no"}, {"*", "yes", "*"}});
  EXPECT_EQ(all.size(), 8U);
  EXPECT_EQ(some.size(), 3U);
  for (int x = 0; x < 8; ++x) group.sample(x);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all.hits(i), 1U);
  EXPECT_EQ(some.hits("no,no,yes"), 1U);
}

TEST(CoverGroup, MistakesAreNamed) {
  const auto message = [](const std::function<void()>& make) -> std::string {
    try {
      make();
    } catch (const CoverError& error) {
      return error.what();
    }
    return "";
  };
  CoverGroup<int> group("g");
  auto& point = group.point("p", std::identity(), no_yes());
  CoverPoint stranger("s", no_yes());
  EXPECT_EQ(message([] { bin("b", {{2, 1}}); }), "bin 'b': the range 2..1 is empty");
  EXPECT_EQ(message([] { transition("t", {1}); }), "bin 't': a transition has at least two steps");
  EXPECT_EQ(message([] { each(2, 1); }), "each(2, 1): expected 1 to 65536 values");
  EXPECT_EQ(message([] { each(INT64_MIN, INT64_MAX); }),
            "each(-9223372036854775808, 9223372036854775807): expected 1 to 65536 values");
  EXPECT_EQ(message([] { CoverPoint("p", {ignored("i", {1})}); }),
            "cover point 'p': it has no bins");
  EXPECT_EQ(message([] {
              CoverPoint("p", {bin("b", {1}), bin("b", {2})});
            }),
            "cover point 'p': two bins 'b'");
  EXPECT_EQ(message([&] { group.point("p", std::identity(), no_yes()); }),
            "cover group 'g': two points or crosses 'p'");
  EXPECT_EQ(message([&] {
              group.cross("x", {&point, &stranger});
            }),
            "cross 'x': a point is not of the group 'g'");
  EXPECT_EQ(message([&] { group.cross("x", {&point}); }),
            "cross 'x': expected at least two points, found 1");
  EXPECT_EQ(message([&] {
              group.cross("x", {&point, &point}, {{"*", "maybe"}});
            }),
            "cover point 'p': no bin 'maybe'");
}

}  // namespace
}  // namespace lightloop::testbench
