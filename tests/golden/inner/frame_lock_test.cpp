// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/inner/frame_lock.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

#include "tests/golden/pma/known_answers.hpp"

namespace lightloop::golden::inner {
namespace {

// A short frame: a pad of 1024 bits before 16 codewords, 1536 symbols.
Frame short_frame() {
  Frame frame;
  frame.codewords = 16;
  return frame;
}

constexpr std::size_t kFrameSymbols = 512 + 16 * 64;

std::vector<Pam4Symbol> random_levels(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Pam4Symbol> levels(count);
  for (Pam4Symbol& level : levels) level = random() & 3U;
  return levels;
}

std::vector<Pam4Symbol> framed(std::size_t frames, unsigned seed) {
  std::vector<Pam4Symbol> line;
  PadInserter(short_frame()).feed(random_levels(frames * 16 * 64, seed), line);
  return line;
}

// The data of frames `first` and up, of `framed(frames, seed)`.
std::vector<Pam4Symbol> data_of(std::size_t frames, unsigned seed, std::size_t first) {
  std::vector<Pam4Symbol> data = random_levels(frames * 16 * 64, seed);
  data.erase(data.begin(), data.begin() + static_cast<std::ptrdiff_t>(first * 16 * 64));
  return data;
}

FrameLockConfig short_config() {
  FrameLockConfig config;
  config.frame = short_frame();
  return config;
}

std::vector<Pam4Symbol> locked_data(FrameLock<Pam4Symbol>& lock,
                                    const std::vector<Pam4Symbol>& line) {
  std::vector<Pam4Symbol> out;
  lock.feed(line, out);
  return out;
}

// Makes `bits` bits of a pad wrong: one of each of its first symbols.
void spoil_pad(std::vector<Pam4Symbol>& line, std::size_t frame, std::size_t bits) {
  for (std::size_t i = 0; i < bits; ++i) line[frame * kFrameSymbols + i] ^= 1U;  // a neighbour
}

TEST(FrameLock, AlignedItTakesThePadsOut) {
  FrameLockConfig config = short_config();
  config.aligned = true;
  FrameLock<Pam4Symbol> lock(config);
  EXPECT_TRUE(lock.locked());
  EXPECT_EQ(locked_data(lock, framed(5, 61)), data_of(5, 61, 0));
  EXPECT_EQ(lock.counters(), (FrameLockCounters{0, 0, 5, 0, 0}));
}

TEST(FrameLock, LocksAtTheSecondPadAtEveryOffset) {
  const std::vector<Pam4Symbol> line = framed(4, 62);
  const std::vector<Pam4Symbol> before = random_levels(kFrameSymbols, 63);
  for (std::size_t offset = 0; offset < kFrameSymbols; ++offset) {
    std::vector<Pam4Symbol> late(before.begin(),
                                 before.begin() + static_cast<std::ptrdiff_t>(offset));
    late.insert(late.end(), line.begin(), line.end());
    FrameLock<Pam4Symbol> lock(short_config());
    ASSERT_EQ(locked_data(lock, late), data_of(4, 62, 1)) << offset;
    ASSERT_EQ(lock.counters(), (FrameLockCounters{1, 0, 2, 0, 0}));
  }
}

TEST(FrameLock, AFullFrameOfTheDefaultSize) {
  const Frame frame;
  const std::vector<Pam4Symbol> data = random_levels(3 * frame.data_symbols(), 64);
  std::vector<Pam4Symbol> line = random_levels(12345, 65);
  PadInserter(frame).feed(data, line);
  FrameLock<Pam4Symbol> lock({});
  const std::vector<Pam4Symbol> expected(
      data.begin() + static_cast<std::ptrdiff_t>(frame.data_symbols()), data.end());
  EXPECT_TRUE(locked_data(lock, line) == expected);
  EXPECT_EQ(lock.counters(), (FrameLockCounters{1, 0, 1, 0, 0}));
}

TEST(FrameLock, SevenHundredRightBitsMakeAPad) {
  for (const std::size_t wrong : {324U, 325U}) {
    std::vector<Pam4Symbol> line = framed(3, 66);
    spoil_pad(line, 1, wrong);
    FrameLock<Pam4Symbol> lock(short_config());
    locked_data(lock, line);
    EXPECT_EQ(lock.locked(), wrong == 324) << wrong;
    std::vector<Pam4Symbol> first = framed(3, 66);
    spoil_pad(first, 0, wrong);
    FrameLock<Pam4Symbol> other(short_config());
    EXPECT_EQ(locked_data(other, first), data_of(3, 66, wrong == 324 ? 1 : 2)) << wrong;
  }
}

TEST(FrameLock, ThresholdAndPadAreParameters) {
  Frame frame;
  frame.pad = default_pad(384);
  frame.codewords = 8;
  std::vector<Pam4Symbol> line;
  PadInserter(frame).feed(random_levels(3 * 512, 67), line);
  line[192 + 512] ^= 1U;
  for (const std::size_t least : {0U, 263U, 383U, 384U}) {
    FrameLockConfig config;
    config.frame = frame;
    config.least_right = least;
    FrameLock<Pam4Symbol> lock(config);
    locked_data(lock, line);
    EXPECT_EQ(lock.locked(), least != 384) << least;
  }
}

TEST(FrameLock, CountsThePadsBitErrors) {
  std::vector<Pam4Symbol> line = framed(4, 68);
  FrameLockConfig config = short_config();
  config.aligned = true;
  spoil_pad(line, 1, 7);
  spoil_pad(line, 2, 400);
  spoil_pad(line, 3, 324);
  FrameLock<Pam4Symbol> lock(config);
  EXPECT_EQ(locked_data(lock, line).size(), std::size_t{4} * 16 * 64);
  EXPECT_EQ(lock.counters(), (FrameLockCounters{0, 0, 3, 1, 331}));
}

TEST(FrameLock, TwoMissesKeepTheLockThreeLoseIt) {
  for (const std::size_t misses : {2U, 3U}) {
    std::vector<Pam4Symbol> line = framed(10, 69);
    for (std::size_t i = 0; i < misses; ++i) spoil_pad(line, 3 + i, 400);
    FrameLock<Pam4Symbol> lock(short_config());
    const std::vector<Pam4Symbol> out = locked_data(lock, line);
    EXPECT_TRUE(lock.locked());
    if (misses == 2) {
      EXPECT_EQ(out, data_of(10, 69, 1));
      EXPECT_EQ(lock.counters(), (FrameLockCounters{1, 0, 6, 2, 0}));
    } else {
      // Frames 1 to 4, and again from 7 on: 6 is where the pad is seen first.
      std::vector<Pam4Symbol> expected = data_of(5, 69, 1);
      expected.resize(std::size_t{4} * 16 * 64);
      const std::vector<Pam4Symbol> again = data_of(10, 69, 7);
      expected.insert(expected.end(), again.begin(), again.end());
      EXPECT_EQ(out, expected);
      EXPECT_EQ(lock.counters(), (FrameLockCounters{2, 1, 3, 3, 0}));
    }
  }
}

TEST(FrameLock, AGoodPadBetweenStartsTheCountAnew) {
  std::vector<Pam4Symbol> line = framed(9, 70);
  for (const std::size_t frame : {2U, 3U, 5U, 6U}) spoil_pad(line, frame, 400);
  FrameLock<Pam4Symbol> lock(short_config());
  EXPECT_EQ(locked_data(lock, line), data_of(9, 70, 1));
  EXPECT_EQ(lock.counters(), (FrameLockCounters{1, 0, 3, 4, 0}));
}

TEST(FrameLock, FindsItsWayBackAfterASlip) {
  for (const std::size_t slip : {1U, 8U, 511U, 512U, 1000U}) {
    std::vector<Pam4Symbol> line = framed(9, 71);
    const auto at = line.begin() + 2 * kFrameSymbols + 600;
    line.erase(at, at + static_cast<std::ptrdiff_t>(std::min<std::size_t>(slip, 900)));
    FrameLock<Pam4Symbol> lock(short_config());
    const std::vector<Pam4Symbol> out = locked_data(lock, line);
    EXPECT_TRUE(lock.locked()) << slip;
    EXPECT_EQ(lock.counters().locks, 2U);
    EXPECT_EQ(lock.counters().losses, 1U);
    EXPECT_EQ(lock.counters().missed_pads, 3U);
    const std::vector<Pam4Symbol> end = data_of(9, 71, 7);
    ASSERT_GT(out.size(), end.size());
    EXPECT_TRUE(std::equal(end.rbegin(), end.rend(), out.rbegin())) << slip;
  }
}

// A pad in the data, once, is no frame.
TEST(FrameLock, APadThatDoesNotComeAgainIsLeft) {
  std::vector<Pam4Symbol> line = random_levels(3000, 72);
  const std::vector<Pam4Symbol> pad = pad_symbols(short_frame());
  std::ranges::copy(pad, line.begin() + 1000);
  const std::vector<Pam4Symbol> frames = framed(4, 73);
  line.insert(line.end(), frames.begin(), frames.end());
  FrameLock<Pam4Symbol> lock(short_config());
  const std::vector<Pam4Symbol> out = locked_data(lock, line);
  EXPECT_TRUE(lock.locked());
  EXPECT_EQ(lock.counters().locks, 1U);
  const std::vector<Pam4Symbol> end = data_of(4, 73, 3);
  EXPECT_TRUE(std::equal(end.rbegin(), end.rend(), out.rbegin()));
}

// Only symbols that have come since the hunt began make a window.
TEST(FrameLock, AHuntBeginsWithAnEmptyWindow) {
  FrameLockConfig config;
  config.frame.pad.assign(64, 0);
  config.frame.codewords = 1;
  config.least_right = 64;
  std::vector<Pam4Symbol> line(31, 0);
  line.insert(line.end(), 34, 3);
  line.insert(line.end(), 32, 0);
  FrameLock<Pam4Symbol> lock(config);
  for (int pass = 0; pass < 2; ++pass) {
    locked_data(lock, line);
    EXPECT_EQ(lock.counters().locks, 0U);
    lock.reset();
  }
}

TEST(FrameLock, HowItIsCutChangesNothing) {
  std::mt19937 random(74);
  std::vector<Pam4Symbol> line = random_levels(777, 75);
  const std::vector<Pam4Symbol> frames = framed(12, 76);
  line.insert(line.end(), frames.begin(), frames.end());
  line.erase(line.begin() + 9000);
  FrameLock<Pam4Symbol> lock(short_config());
  const std::vector<Pam4Symbol> whole = locked_data(lock, line);
  const FrameLockCounters counters = lock.counters();
  EXPECT_EQ(counters.locks, 2U);
  lock.reset();
  EXPECT_FALSE(lock.locked());
  std::vector<Pam4Symbol> cut;
  pma::feed_in_pieces(lock, line, cut, random);
  EXPECT_EQ(cut, whole);
  EXPECT_EQ(lock.counters(), counters);
}

// Soft values pass as they are; their levels decide.
TEST(FrameLock, SoftValuesLockAsTheirLevelsDo) {
  std::mt19937 random(77);
  const std::vector<Pam4Symbol> line = framed(4, 78);
  std::vector<SoftValue> soft;
  for (const Pam4Symbol level : line) {
    const int low = level == 0 ? -128 : 64 * level - 128;
    const int high = level == 3 ? 127 : 64 * level - 65;
    soft.push_back(static_cast<SoftValue>(low + static_cast<int>(random() % (high - low + 1))));
  }
  FrameLock<SoftValue> lock(short_config());
  std::vector<SoftValue> out;
  lock.feed(soft, out);
  std::vector<SoftValue> expected;
  for (std::size_t i = kFrameSymbols; i < soft.size(); ++i) {
    if (i % kFrameSymbols >= 512) expected.push_back(soft[i]);
  }
  EXPECT_EQ(out, expected);
  EXPECT_EQ(lock.counters(), (FrameLockCounters{1, 0, 2, 0, 0}));
}

TEST(FrameLock, RefusesWhatMakesNoSense) {
  FrameLockConfig config = short_config();
  config.misses_to_lose = 0;
  EXPECT_THROW(FrameLock<Pam4Symbol>{config}, std::invalid_argument);
  config = short_config();
  config.least_right = 1025;
  EXPECT_THROW(FrameLock<Pam4Symbol>{config}, std::invalid_argument);
  config = short_config();
  config.frame.pad.pop_back();
  EXPECT_THROW(FrameLock<SoftValue>{config}, std::invalid_argument);
  FrameLock<Pam4Symbol> lock(short_config());
  std::vector<Pam4Symbol> out;
  EXPECT_THROW(lock.feed(std::vector<Pam4Symbol>{4}, out), std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::golden::inner
