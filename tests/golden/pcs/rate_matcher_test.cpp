// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/rate_matcher.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <stdexcept>

#include "tests/golden/pcs/known_answers.hpp"

namespace lightloop::golden::pcs {
namespace {

using phy::EthernetRate;
using phy::kIdleWord;
using phy::kLocalFaultWord;
using phy::MiiWord;

constexpr std::uint32_t kPeriod = 160;  // 400G: 8 of 160, so one word of twenty

const MiiWord kData{0x0123456789ABCDEF, 0x00};
const MiiWord kTerminate{0x07070707070707FD, 0xFF};

std::vector<MiiWord> deleted_from(const std::vector<MiiWord>& words, bool keep_first = true) {
  IdleDeleter deleter(EthernetRate::k400g, kPeriod, keep_first);
  std::vector<MiiWord> kept;
  deleter.feed(words, kept);
  return kept;
}

std::vector<MiiWord> data_words(std::size_t count) { return std::vector<MiiWord>(count, kData); }

TEST(IdleDeleter, TakesItsShareOfIdle) {
  for (const EthernetRate rate : phy::kEthernetRates) {
    const phy::RateShape shape = phy::shape(rate);
    IdleDeleter deleter(rate, shape.am_period);
    const std::size_t words =
        std::size_t{shape.am_period} * 4 * static_cast<std::size_t>(shape.flows);
    std::vector<MiiWord> kept;
    deleter.feed(std::vector<MiiWord>(words, kIdleWord), kept);
    EXPECT_EQ(words - kept.size(), static_cast<std::size_t>(4 * shape.marker_blocks * shape.flows));
    EXPECT_FALSE(deleter.starved());
  }
}

TEST(IdleDeleter, FirstIdleAfterATerminateStays) {
  std::vector<MiiWord> words = data_words(20);
  words.insert(words.end(),
               {kTerminate, kIdleWord, kData, kTerminate, kIdleWord, kIdleWord, kData});
  std::vector<MiiWord> expected = words;
  expected.erase(expected.end() - 2);
  EXPECT_EQ(deleted_from(words), expected);
  expected = words;
  expected.erase(expected.begin() + 21);
  EXPECT_EQ(deleted_from(words, false), expected);
}

TEST(IdleDeleter, OneOfTwoEqualOrderedSets) {
  const MiiWord remote{0x000000000200009C, 0x01};
  std::vector<MiiWord> words = data_words(20);
  words.insert(words.end(), {kLocalFaultWord, remote, kLocalFaultWord, kLocalFaultWord, kData});
  std::vector<MiiWord> expected = words;
  expected.erase(expected.end() - 2);
  EXPECT_EQ(deleted_from(words), expected);
}

TEST(IdleDeleter, OwesAtMostOneMarkerGroup) {
  IdleDeleter deleter(EthernetRate::k400g, kPeriod);
  std::vector<MiiWord> kept;
  deleter.feed(data_words(32 * 20), kept);
  EXPECT_FALSE(deleter.starved());
  deleter.feed(data_words(20), kept);
  EXPECT_TRUE(deleter.starved());
  kept.clear();
  deleter.feed(std::vector<MiiWord>(40, kIdleWord), kept);
  EXPECT_EQ(40 - kept.size(), 34U);  // 32 owed, and 2 of the 40 words themselves
  deleter.reset();
  EXPECT_FALSE(deleter.starved());
}

TEST(IdleInserter, PutsBackWhatWasDeleted) {
  const std::vector<MiiWord> words(20 * 32, kIdleWord);
  const std::vector<MiiWord> kept = deleted_from(words);
  IdleInserter inserter(EthernetRate::k400g, kPeriod);
  std::vector<MiiWord> filled;
  inserter.feed(kept, filled);
  EXPECT_EQ(filled.size(), words.size());
}

TEST(IdleInserter, OnlyBesideIdle) {
  IdleInserter inserter(EthernetRate::k400g, kPeriod);
  std::vector<MiiWord> filled;
  inserter.feed(data_words(100), filled);
  EXPECT_EQ(filled, data_words(100));
  filled.clear();
  inserter.feed(std::vector<MiiWord>{kTerminate, kIdleWord, kData}, filled);
  EXPECT_EQ(filled, (std::vector<MiiWord>{kTerminate, kIdleWord, kIdleWord, kData}));
  inserter.feed(data_words(19 * 40), filled);
  EXPECT_TRUE(inserter.starved());
}

TEST(RateMatcher, FramesComeThrough) {
  std::mt19937 random(5);
  known::MiiWriter writer;
  for (int i = 0; i < 400; ++i) {
    std::vector<std::uint8_t> frame(64 + random() % 200);
    for (std::uint8_t& octet : frame) octet = static_cast<std::uint8_t>(random());
    writer.put_frame(frame);
    writer.words().insert(writer.words().end(), 1 + random() % 4, kIdleWord);
  }
  std::vector<MiiWord> words = writer.words();
  const std::vector<MiiWord> kept = deleted_from(words);
  EXPECT_LT(kept.size(), words.size());
  IdleInserter inserter(EthernetRate::k400g, kPeriod);
  std::vector<MiiWord> filled;
  inserter.feed(kept, filled);
  std::erase(words, kIdleWord);
  std::erase(filled, kIdleWord);
  EXPECT_EQ(filled, words);
}

TEST(RateMatcher, RefusesPeriodsThatTheLineHasNot) {
  for (const std::uint32_t period : {0U, 39U, 41U}) {
    EXPECT_THROW(IdleDeleter(phy::EthernetRate::k400g, period), std::invalid_argument) << period;
    EXPECT_THROW(IdleInserter(phy::EthernetRate::k400g, period), std::invalid_argument) << period;
  }
}

}  // namespace
}  // namespace lightloop::golden::pcs
