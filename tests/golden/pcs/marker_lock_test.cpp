// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/marker_lock.hpp"

#include <gtest/gtest.h>
#include <random>
#include <stdexcept>

#include "tests/golden/pcs/lane_line.hpp"

namespace lightloop::golden::pcs {
namespace {

using phy::EthernetRate;

constexpr std::size_t kPeriodBits = 2720;

// A lane of markers a period apart, with random bits between them.
class MarkedLane {
 public:
  MarkedLane(int lane, std::size_t first, std::size_t markers, unsigned seed)
      : marker_(phy::default_marker(EthernetRate::k400g, lane)), first_(first) {
    std::mt19937 random(seed);
    bits_.resize(first + markers * kPeriodBits);
    for (std::uint8_t& bit : bits_) bit = random() & 1;
    for (std::size_t m = 0; m < markers; ++m) put_marker(first + m * kPeriodBits);
  }

  void put_marker(std::size_t at) {
    for (std::size_t i = 0; i < phy::kMarkerBits; ++i) {
      bits_[at + i] = (marker_[i / 8] >> (i % 8)) & 1;
    }
  }

  /// Spoils nibbles of the checked octets of marker m.
  void spoil(std::size_t m, bool common, int nibbles) {
    for (int n = 0; n < nibbles; ++n) {
      const int octet = common ? phy::kCommonMarkerAt[n / 2] : phy::kUniqueMarkerAt[n / 2];
      flip(first_ + m * kPeriodBits + static_cast<std::size_t>(8 * octet + 4 * (n % 2) + n % 4));
    }
  }
  void flip(std::size_t at) { bits_[at] ^= 1; }
  void insert(std::size_t at) { bits_.insert(bits_.begin() + static_cast<std::ptrdiff_t>(at), 1); }

  const LaneBitList& bits() const { return bits_; }

 private:
  phy::AlignmentMarker marker_;
  std::size_t first_;
  LaneBitList bits_;
};

MarkerLock lock_of(MarkerLockConfig config = {}) {
  config.period_bits = kPeriodBits;
  return {phy::default_markers(EthernetRate::k400g), config};
}

// The bits of a lane before the lock is looked at: all but the last `behind`.
MarkerLock after(const MarkedLane& lane, std::size_t bits, MarkerLockConfig config = {}) {
  MarkerLock lock = lock_of(config);
  LaneBits received(1 << 20);
  LaneBitList first(lane.bits().begin(), lane.bits().begin() + static_cast<std::ptrdiff_t>(bits));
  received.append(symbols_of(first));
  lock.look(received);
  return lock;
}

constexpr std::size_t end_of_marker(std::size_t first, std::size_t m) {
  return (first + m * kPeriodBits + phy::kMarkerBits + 9) / 10 * 10;
}

TEST(MarkerLock, LocksAtTheSecondMarker) {
  for (const std::size_t first : {0U, 1U, 777U, 1234U}) {
    for (const int id : {0, 7, 15}) {
      const MarkedLane lane(id, first, 3, 17);
      EXPECT_FALSE(after(lane, end_of_marker(first, 1) - 10).locked());
      const MarkerLock lock = after(lane, end_of_marker(first, 1));
      EXPECT_TRUE(lock.locked());
      EXPECT_EQ(lock.id(), id);
      EXPECT_EQ(lock.mark(), first + kPeriodBits);
    }
  }
}

TEST(MarkerLock, OneMarkerIsEnoughWhenSetSo) {
  const MarkedLane lane(3, 55, 1, 2);
  MarkerLockConfig config;
  config.good = 1;
  EXPECT_TRUE(after(lane, end_of_marker(55, 0), config).locked());
}

TEST(MarkerLock, ToleratesThreeNibblesOfEachPartAndNotFour) {
  for (const bool common : {true, false}) {
    for (const int nibbles : {1, 2, 3, 4}) {
      MarkedLane lane(6, 100, 2, 4);
      lane.spoil(0, common, nibbles);
      lane.spoil(1, common, nibbles);
      EXPECT_EQ(after(lane, end_of_marker(100, 1)).locked(), nibbles <= 3)
          << nibbles << (common ? " common" : " unique");
    }
  }
}

TEST(MarkerLock, AMarkerThatFitsSeveralLanesIsNone) {
  MarkerLockConfig config;
  config.nibble_tolerance = 12;
  const MarkedLane lane(6, 100, 3, 4);
  EXPECT_FALSE(after(lane, end_of_marker(100, 2), config).locked());
}

TEST(MarkerLock, PadOctetsAreNotLookedAt) {
  MarkedLane lane(6, 100, 2, 4);
  for (const std::size_t m : {0U, 1U}) {
    for (const int octet : phy::kUniquePadAt) {
      for (int bit = 0; bit < 8; ++bit) {
        lane.flip(100 + m * kPeriodBits + static_cast<std::size_t>(8 * octet + bit));
      }
    }
  }
  EXPECT_TRUE(after(lane, end_of_marker(100, 1)).locked());
}

TEST(MarkerLock, AnotherIdAtTheSecondPlaceIsNoLock) {
  MarkedLane lane(2, 30, 2, 5);
  const MarkedLane other(9, 30, 2, 5);
  LaneBitList mixed = lane.bits();
  std::copy(other.bits().begin() + kPeriodBits, other.bits().end(), mixed.begin() + kPeriodBits);
  MarkerLock lock = lock_of();
  LaneBits received(1 << 20);
  received.append(symbols_of(mixed));
  lock.look(received);
  EXPECT_FALSE(lock.locked());
}

TEST(MarkerLock, AChanceMatchDelaysButDoesNotFool) {
  // A marker in the data, once: the lane locks on the true ones afterwards.
  MarkedLane lane(4, 1000, 5, 6);
  lane.put_marker(200);
  const MarkerLock lock = after(lane, end_of_marker(1000, 4));
  EXPECT_TRUE(lock.locked());
  EXPECT_EQ((lock.mark() - 1000) % kPeriodBits, 0U);
}

TEST(MarkerLock, FourMissesKeepTheLockFiveLoseIt) {
  for (const std::size_t misses : {4U, 5U}) {
    MarkedLane lane(1, 40, 9, 7);
    for (std::size_t m = 2; m < 2 + misses; ++m) lane.spoil(m, true, 4);
    const MarkerLock lock = after(lane, end_of_marker(40, 1 + misses));
    EXPECT_EQ(lock.locked(), misses == 4);
    EXPECT_EQ(lock.losses(), misses - 4);
    EXPECT_TRUE(after(lane, end_of_marker(40, 8)).locked()) << "the way back";
  }
}

TEST(MarkerLock, AGoodMarkerForgivesTheMisses) {
  MarkedLane lane(1, 40, 13, 7);
  for (const std::size_t m : {2U, 3U, 4U, 5U, 7U, 8U, 9U, 10U}) lane.spoil(m, false, 4);
  EXPECT_EQ(after(lane, end_of_marker(40, 12)).losses(), 0U);
}

TEST(MarkerLock, ABitSlipIsFound) {
  MarkedLane lane(1, 40, 12, 7);
  lane.insert(40 + 2 * kPeriodBits + 500);
  const MarkerLock lock = after(lane, end_of_marker(40, 11) + 10);
  EXPECT_TRUE(lock.locked());
  EXPECT_EQ(lock.losses(), 1U);
  EXPECT_EQ(lock.mark() % kPeriodBits, 41U);
}

TEST(MarkerLock, RandomDataWithCommonMarkersIsNoLane) {
  std::mt19937 random(12);
  const phy::AlignmentMarker marker = phy::default_marker(EthernetRate::k400g, 0);
  LaneBitList bits(200000);
  for (std::uint8_t& bit : bits) bit = random() & 1;
  for (std::size_t at = 0; at + 64 < bits.size(); at += 680) {
    for (std::size_t i = 0; i < 64; ++i) bits[at + i] = (marker[i / 8] >> (i % 8)) & 1;
  }
  MarkerLock lock = lock_of();
  LaneBits received(1 << 20);
  received.append(symbols_of(bits));
  lock.look(received);
  EXPECT_FALSE(lock.locked());
}

TEST(MarkerLock, LooksTheSameHoweverTheLaneIsCut) {
  MarkedLane lane(11, 123, 20, 8);
  for (const std::size_t m : {4U, 5U, 6U, 7U, 8U, 13U}) lane.spoil(m, true, 5);
  const std::vector<FecSymbol> symbols = symbols_of(lane.bits());
  const MarkerLock whole = after(lane, lane.bits().size());
  for (const unsigned seed : {1U, 2U, 3U}) {
    std::mt19937 random(seed);
    MarkerLock lock = lock_of();
    LaneBits received(512);
    std::span<const FecSymbol> rest = symbols;
    while (!rest.empty()) {
      const std::size_t count = std::min<std::size_t>(1 + random() % 30, rest.size());
      received.append(rest.first(count));
      rest = rest.subspan(count);
      lock.look(received);
    }
    EXPECT_EQ(lock.locked(), whole.locked());
    EXPECT_EQ(lock.mark(), whole.mark());
    EXPECT_EQ(lock.losses(), whole.losses());
  }
}

TEST(MarkerLock, RefusesNumbersOutOfRange) {
  MarkerLockConfig config;
  config.nibble_tolerance = 13;
  EXPECT_THROW(lock_of(config), std::invalid_argument);
  config = {};
  config.good = 0;
  EXPECT_THROW(lock_of(config), std::invalid_argument);
  config = {};
  config.bad = 0;
  EXPECT_THROW(lock_of(config), std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::golden::pcs
