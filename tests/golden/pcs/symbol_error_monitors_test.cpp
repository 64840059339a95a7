// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/symbol_error_monitors.hpp"

#include <gtest/gtest.h>

namespace lightloop::golden::pcs {
namespace {

void count(HiSerMonitor& monitor, int codewords, unsigned symbols) {
  for (int i = 0; i < codewords; ++i) monitor.count(symbols);
}

TEST(HiSer, AtTheThresholdNotAboveIt) {
  HiSerMonitor monitor({8192, 5560, 310});
  count(monitor, 5560, 1);
  count(monitor, 8192 - 5560, 0);
  EXPECT_FALSE(monitor.raised());
  count(monitor, 5560, 1);
  EXPECT_FALSE(monitor.raised());
  monitor.count(1);
  EXPECT_TRUE(monitor.raised()) << "at once, not at the end of the window";
}

TEST(HiSer, WindowsDoNotOverlap) {
  HiSerMonitor monitor({10, 5, 1});
  count(monitor, 5, 0);
  count(monitor, 10, 1);  // five in each window
  EXPECT_FALSE(monitor.raised());
}

TEST(HiSer, IsHeldAndThenGoes) {
  HiSerMonitor monitor({10, 5, 2});
  count(monitor, 6, 1);
  ASSERT_TRUE(monitor.raised());
  count(monitor, 4 + 10 + 9, 0);
  EXPECT_TRUE(monitor.raised());
  monitor.count(0);
  EXPECT_FALSE(monitor.raised());
}

TEST(HiSer, EachBadWindowHoldsItAnew) {
  HiSerMonitor monitor({10, 5, 2});
  for (int i = 0; i < 5; ++i) {
    count(monitor, 9, 1);
    count(monitor, 1, 0);
  }
  count(monitor, 19, 0);
  EXPECT_TRUE(monitor.raised());
  monitor.count(0);
  EXPECT_FALSE(monitor.raised());
}

TEST(HiSer, ANewAlignmentClearsIt) {
  HiSerMonitor monitor({10, 5, 2});
  count(monitor, 6, 1);
  monitor.restart();
  EXPECT_FALSE(monitor.raised());
  count(monitor, 5, 1);
  EXPECT_FALSE(monitor.raised());
}

TEST(HiSer, HoldIsBetween60And75Milliseconds) {
  for (const phy::EthernetRate rate : phy::kEthernetRates) {
    // Lanes carry 10 * group_symbols bits a group; a monitor sees one flow's codewords, all
    // at 1.6T.
    const phy::RateShape shape = phy::shape(rate);
    const double lane_rate = rate == phy::EthernetRate::k1600g ? 106.25e9 : 26.5625e9;
    const double groups = lane_rate / (10.0 * shape.group_symbols);
    const double codewords = groups * (shape.checkerboard ? 2 : shape.positions());
    const double hold = hi_ser_hold(rate) * 8192.0 / codewords;
    EXPECT_GT(hold, 0.060);
    EXPECT_LT(hold + 8192 / codewords, 0.075);
  }
}

void count(DegradeMonitor& monitor, int codewords, unsigned symbols) {
  for (int i = 0; i < codewords; ++i) monitor.count(symbols);
}

TEST(Degrade, ActivatesAndHasHysteresis) {
  DegradeMonitor monitor({true, 100, 50, 20});
  count(monitor, 50, 1);
  count(monitor, 50, 0);
  EXPECT_FALSE(monitor.degraded()) << "50 is not more than 50";
  count(monitor, 51, 1);
  EXPECT_FALSE(monitor.degraded()) << "not before the interval ends";
  count(monitor, 49, 0);
  EXPECT_TRUE(monitor.degraded());
  count(monitor, 20, 1);
  count(monitor, 80, 0);
  EXPECT_TRUE(monitor.degraded()) << "20 is not less than 20";
  count(monitor, 19, 1);
  count(monitor, 81, 0);
  EXPECT_FALSE(monitor.degraded());
}

TEST(Degrade, LossOfAlignmentCutsTheInterval) {
  DegradeMonitor monitor({true, 100, 50, 20});
  count(monitor, 99, 1);
  monitor.restart();
  monitor.count(1);
  EXPECT_FALSE(monitor.degraded());
  count(monitor, 99, 1);
  EXPECT_TRUE(monitor.degraded());
  monitor.restart();
  EXPECT_TRUE(monitor.degraded()) << "the flag stays";
}

TEST(Degrade, OffIsOff) {
  DegradeMonitor monitor({false, 1, 0, 0});
  count(monitor, 10, 15);
  EXPECT_FALSE(monitor.degraded());
}

TEST(SymbolErrors, UncorrectableCodewordsCountAsSet) {
  EXPECT_EQ(symbol_errors({true, 0}, 16), 16U);
  EXPECT_EQ(symbol_errors({false, 7}, 16), 7U);
}

}  // namespace
}  // namespace lightloop::golden::pcs
