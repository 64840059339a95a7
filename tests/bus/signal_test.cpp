// SPDX-License-Identifier: Apache-2.0
#include "sim/bus/signal.hpp"

#include <array>
#include <gtest/gtest.h>
#include <vector>

namespace lightloop::bus {
namespace {

TEST(Signal, NotConnectedReadsZeroAndIgnoresWrites) {
  Signal signal;
  signal.set(5);
  signal.set_bytes(std::vector<std::uint8_t>{1, 2, 3});
  EXPECT_FALSE(signal.connected());
  EXPECT_EQ(signal.get(), 0U);
  EXPECT_EQ(signal.width(), 0U);
}

TEST(Signal, WritesAndReadsEveryIntegerPort) {
  std::uint8_t c = 0;
  std::uint16_t s = 0;
  std::uint32_t i = 0;
  std::uint64_t q = 0;
  for (Signal signal : {Signal(c), Signal(s), Signal(i), Signal(q)}) {
    signal.set(0x1122334455667788);
    EXPECT_EQ(signal.width(), 8 * signal.storage_bytes());
  }
  EXPECT_EQ(c, 0x88);
  EXPECT_EQ(s, 0x7788);
  EXPECT_EQ(i, 0x55667788U);
  EXPECT_EQ(q, 0x1122334455667788U);
}

TEST(Signal, CutsToTheWidth) {
  std::uint8_t c = 0;
  Signal bit(c, 1);
  bit.set(0xFE);
  EXPECT_EQ(c, 0);
  bit.set(3);
  EXPECT_EQ(c, 1);
  std::uint64_t q = 0;
  Signal forty(q, 40);
  forty.set_bytes(std::vector<std::uint8_t>(8, 0xFF));
  EXPECT_EQ(q, 0xFFFFFFFFFFU);
}

TEST(Signal, CutsWideValuesInTheMiddleOfAByte) {
  std::array<std::uint32_t, 4> wide{};
  Signal signal(wide, 98);
  signal.set_bytes(std::vector<std::uint8_t>(16, 0xFF));
  EXPECT_EQ(wide, (std::array<std::uint32_t, 4>{~0U, ~0U, ~0U, 3U}));
  signal.set(7);
  EXPECT_EQ(wide, (std::array<std::uint32_t, 4>{7U, 0, 0, 0}));
  EXPECT_EQ(signal.get(), 7U);
}

TEST(Signal, FillsMissingBytesWithZero) {
  std::array<std::uint32_t, 3> wide{~0U, ~0U, ~0U};
  Signal(wide).set_bytes(std::vector<std::uint8_t>{1});
  EXPECT_EQ(wide, (std::array<std::uint32_t, 3>{1U, 0, 0}));
}

TEST(Signal, RefusesStorageThatDoesNotFit) {
  std::uint32_t i = 0;
  EXPECT_THROW(Signal(i, 33), std::invalid_argument);
  EXPECT_THROW(Signal(&i, 3), std::invalid_argument);
  EXPECT_THROW(Signal(nullptr, 4), std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::bus
