// SPDX-License-Identifier: Apache-2.0
#include "testbenches/lib/scoreboard.hpp"

#include <array>
#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

namespace lightloop::testbench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Beat {
  std::uint32_t data;
  bool last;
  static constexpr auto kFields =
      std::tuple(Field{"data", &Beat::data}, Field{"last", &Beat::last});
};

struct Frame {
  std::vector<Beat> beats;
  std::int16_t user;
  static constexpr auto kFields =
      std::tuple(Field{"beats", &Frame::beats}, Field{"user", &Frame::user});
};

/// Looks like Verilator's type for ports of more than 64 bits.
struct Wide {
  std::uint32_t m_storage[3];
};

class ScoreboardTest : public ::testing::Test {
 protected:
  FailureReport report() {
    return [this](const std::string& text) { reports_.push_back(text); };
  }
  std::vector<std::string> reports_;
};

TEST_F(ScoreboardTest, EqualTransactionsInOrderMatch) {
  {
    Scoreboard<int> scoreboard("numbers", report());
    scoreboard.expect(1);
    scoreboard.expect(2);
    EXPECT_TRUE(scoreboard.found(1, 10));
    EXPECT_EQ(scoreboard.pending(), 1U);
    EXPECT_TRUE(scoreboard.found(2, 11));
    EXPECT_EQ(scoreboard.matched(), 2U);
    EXPECT_TRUE(scoreboard.finish());
  }
  EXPECT_THAT(reports_, IsEmpty());
}

TEST_F(ScoreboardTest, TheFirstMismatchIsReportedAtOnceAndFieldByField) {
  Scoreboard<Frame> scoreboard("frames", report());
  const Frame frame{.beats = {{7, false}, {8, false}, {9, true}}, .user = -1};
  for (int i = 0; i < 3; ++i) scoreboard.expect(frame);
  EXPECT_TRUE(scoreboard.found(frame, 100));
  EXPECT_THAT(reports_, IsEmpty());
  Frame wrong = frame;
  wrong.beats[1].data = 0x1A5;
  wrong.beats[2].last = false;
  wrong.user = 2;
  EXPECT_FALSE(scoreboard.found(wrong, 123));
  EXPECT_THAT(reports_,
              ElementsAre("scoreboard 'frames': first mismatch in transaction 1 (cycle 123)\n"
                          "  beats[1].data: expected 8 (0x8), found 421 (0x1a5)\n"
                          "  beats[2].last: expected 1, found 0\n"
                          "  user: expected -1 (0xffff), found 2 (0x2)"));
  EXPECT_EQ(scoreboard.first_mismatch(), reports_[0]);
  EXPECT_FALSE(scoreboard.finish());
}

TEST_F(ScoreboardTest, LaterMismatchesAreCountedAndSummedUp) {
  {
    Scoreboard<int> scoreboard("numbers", report());
    for (int i = 0; i < 4; ++i) scoreboard.expect(i);
    scoreboard.found(0, 0);
    for (int i = 1; i < 4; ++i) scoreboard.found(9, 0);
    EXPECT_EQ(scoreboard.mismatched(), 3U);
    EXPECT_EQ(reports_.size(), 1U);
  }
  ASSERT_EQ(reports_.size(), 2U);
  EXPECT_EQ(reports_[1], "scoreboard 'numbers': 3 mismatches in all, 1 matched");
}

TEST_F(ScoreboardTest, LeftoversAreAFailureWhenItGoesAway) {
  {
    Scoreboard<int> scoreboard("numbers", report());
    scoreboard.expect(4);
    scoreboard.expect(5);
    scoreboard.expect(6);
    scoreboard.found(4, 0);
  }
  EXPECT_THAT(reports_, ElementsAre("scoreboard 'numbers': 2 expected transactions did not come "
                                    "(1 matched), first of them 5 (0x5)"));
}

TEST_F(ScoreboardTest, LeftoversAreNotReportedOnTopOfAnException) {
  try {
    Scoreboard<int> scoreboard("numbers", report());
    scoreboard.expect(4);
    throw std::runtime_error("the run ended early");
  } catch (const std::runtime_error&) {
  }
  EXPECT_THAT(reports_, IsEmpty());
}

TEST_F(ScoreboardTest, ATransactionThatNobodyExpectedIsAMismatch) {
  Scoreboard<int> scoreboard("numbers", report());
  EXPECT_FALSE(scoreboard.found(3, 17));
  EXPECT_THAT(reports_,
              ElementsAre("scoreboard 'numbers': first mismatch in transaction 0 (cycle 17)\n"
                          "  expected nothing, found 3 (0x3)"));
}

TEST_F(ScoreboardTest, LongDifferencesAreCutShort) {
  Scoreboard<std::vector<int>> scoreboard("words", report());
  scoreboard.expect(std::vector<int>(100, 1));
  scoreboard.found(std::vector<int>(99, 2), 0);
  ASSERT_EQ(reports_.size(), 1U);
  EXPECT_THAT(reports_[0], HasSubstr("size(): expected 100, found 99"));
  EXPECT_THAT(reports_[0], HasSubstr("[0]: expected 1 (0x1), found 2 (0x2)"));
  EXPECT_THAT(reports_[0], HasSubstr("and 92 more differences"));
}

TEST_F(ScoreboardTest, KeysMayOvertakeEachOther) {
  KeyedScoreboard<int, int> scoreboard("reads", report());
  scoreboard.expect(1, 10);
  scoreboard.expect(2, 20);
  scoreboard.expect(1, 11);
  EXPECT_TRUE(scoreboard.found(2, 20, 5));
  EXPECT_TRUE(scoreboard.found(1, 10, 6));
  EXPECT_EQ(scoreboard.pending(), 1U);
  EXPECT_FALSE(scoreboard.found(2, 21, 7));
  EXPECT_FALSE(scoreboard.finish());
  EXPECT_THAT(
      reports_,
      ElementsAre("scoreboard 'reads': first mismatch in transaction 2 (cycle 7), key 2 (0x2)\n"
                  "  expected nothing, found 21 (0x15)",
                  "scoreboard 'reads': 1 expected transactions did not come (2 matched), first of "
                  "them key 1 (0x1): 11 (0xb)"));
}

TEST(Differences, WideWordsAndArrays) {
  const Wide one{{1, 2, 3}};
  const Wide other{{1, 2, 4}};
  ASSERT_EQ(differences(one, other).size(), 1U);
  EXPECT_EQ(differences(one, other)[0].path, "[2]");
  EXPECT_THAT(differences(one, one), IsEmpty());
  EXPECT_EQ(differences(std::array{1, 2}, std::array{0, 2}).size(), 1U);
  EXPECT_EQ(differences(std::vector<bool>{true}, std::vector<bool>{false})[0].expected, "1");
  EXPECT_EQ(differences<std::string>("a", "b")[0].found, "\"b\"");
}

}  // namespace
}  // namespace lightloop::testbench
