// SPDX-License-Identifier: Apache-2.0
// The control port of ll_fec: ap_ctrl_hs, interrupts, argument registers.
#include <gtest/gtest.h>
#include <vector>

#include "drivers/registers/ll_fec.hpp"
#include "testbenches/kernel/fec_kernel_bench.hpp"

namespace lightloop::testbenches {
namespace {

namespace registers = drivers::ll_fec;

constexpr std::uint32_t kIdle = registers::kCtrlApIdleMask;
constexpr std::uint32_t kDone = registers::kCtrlApDoneMask;
constexpr std::uint32_t kReady = registers::kCtrlApReadyMask;

class FecKernelControl : public testing::Test {
 protected:
  // Encodes two codewords of zeros.
  void start() {
    bench.write_arguments({.codewords = 2, .source = 0x10000, .destination = 0x20000});
    bench.kernel().start();
  }

  // The smaller build: the control port is the same in all.
  FecKernelBench bench{{}, {}, FecBuild::kKp4Only8};
};

TEST_F(FecKernelControl, IsIdleAfterReset) {
  EXPECT_EQ(bench.kernel().read(registers::kCtrlOffset), kIdle);
  EXPECT_FALSE(bench.interrupt());
}

TEST_F(FecKernelControl, IsNotIdleFromTheStartToTheEnd) {
  start();
  std::uint32_t control = bench.kernel().read(registers::kCtrlOffset);
  ASSERT_EQ(control & (kIdle | kDone), 0U) << "the first read after the start";
  while ((control & kDone) == 0) {
    ASSERT_EQ(control & kIdle, 0U);
    control = bench.kernel().read(registers::kCtrlOffset);
  }
  EXPECT_EQ(control, kIdle | kDone | kReady);
}

TEST_F(FecKernelControl, ReadingClearsDoneAndReady) {
  start();
  EXPECT_EQ(bench.kernel().wait_done(), kIdle | kDone | kReady);
  EXPECT_EQ(bench.kernel().read(registers::kCtrlOffset), kIdle);
}

TEST_F(FecKernelControl, DoneWaitsForItsReader) {
  start();
  bench.kernel().step(2000);
  bench.kernel().read(registers::kErrorOffset);
  EXPECT_EQ(bench.kernel().read(registers::kCtrlOffset), kIdle | kDone | kReady);
}

TEST_F(FecKernelControl, WritingZeroStartsNothing) {
  bench.kernel().write(registers::kCtrlOffset, 0);
  EXPECT_EQ(bench.kernel().read(registers::kCtrlOffset), kIdle);
}

// XRT without its scheduler acknowledges a run by writing ap_continue, bit 4, to offset 0.
TEST_F(FecKernelControl, AcknowledgingARunStartsNothing) {
  bench.kernel().write(registers::kCtrlOffset, 0x10);
  EXPECT_EQ(bench.kernel().read(registers::kCtrlOffset), kIdle);
}

TEST_F(FecKernelControl, AStartDuringARunWaitsForItsEnd) {
  start();
  bench.kernel().start();
  bench.kernel().wait_done();
  bench.kernel().wait_done();
  EXPECT_EQ(bench.kernel().read(registers::kCtrlOffset), kIdle);
  EXPECT_EQ(bench.data_beats(), 2U * 2U * 2U * 17U);  // two runs, both directions, two codewords
}

// The read that takes ap_done away in the clock that sets it, and those around it: no end is lost,
// none is seen twice.
TEST_F(FecKernelControl, EachEndIsSeenOnceWheneverItIsRead) {
  bench.write_arguments({.codewords = 0, .source = 0x10000, .destination = 0x20000});
  for (std::uint64_t clocks = 0; clocks < 40; ++clocks) {
    SCOPED_TRACE(clocks);
    bench.kernel().start();
    bench.kernel().step(clocks);
    bench.kernel().wait_done();
    EXPECT_EQ(bench.kernel().read(registers::kCtrlOffset), kIdle);
  }
}

// A start in every clock of the run before, in the one that ends it and behind it: it is not lost,
// nor does it count twice.
TEST_F(FecKernelControl, AStartInAnyClockOfARunIsOneMoreRun) {
  bench.write_arguments({.codewords = 1, .source = 0x10000, .destination = 0x20000});
  std::uint64_t beats = bench.data_beats();
  for (std::uint64_t clocks = 0; clocks < 200; ++clocks) {
    SCOPED_TRACE(clocks);
    bench.kernel().start();
    bench.kernel().step(clocks);
    bench.kernel().start();
    bench.kernel().step(500);
    EXPECT_EQ(bench.kernel().read(registers::kCtrlOffset), kIdle | kDone | kReady);
    beats += 2 * 2 * 17;  // two runs, both directions
    ASSERT_EQ(bench.data_beats(), beats);
  }
}

// 17 beats for each codeword of the longest run. 0xF0F0F0F1 codewords are 2^36 + 1 beats: with any
// of the upper bits lost, the run would soon be over.
TEST_F(FecKernelControl, TheLongestRunsAreNotCutShort) {
  for (const std::uint32_t codewords : {0xF0F0F0F1U, 0xFFFFFFFFU, 0x80000000U, 0x10000001U}) {
    for (const std::uint32_t mode : {registers::kModeEncoder, registers::kModeDecoder}) {
      SCOPED_TRACE(codewords);
      bench.write_arguments({.mode = mode,
                             .codewords = codewords,
                             .source = 0x10000,
                             .destination = 0x1'0000'0000'0000,
                             .status = 0x8000'0000'0000'0000});
      bench.kernel().start();
      bench.kernel().step(4000);
      EXPECT_EQ(bench.kernel().read(registers::kCtrlOffset) & (kIdle | kDone), 0U);
      bench.kernel().reset(1);
    }
  }
}

TEST_F(FecKernelControl, ArgumentsAreTakenAtTheStart) {
  const std::vector<golden::FecSymbol> message(514, 0x155);
  bench.store(0x10000, message, 514);
  bench.write_arguments({.codewords = 1, .source = 0x10000, .destination = 0x20000});
  bench.kernel().start();
  bench.write_arguments({.mode = 1, .code = 1, .codewords = 7});
  bench.kernel().wait_done();
  EXPECT_EQ(bench.kernel().read(registers::kErrorOffset), 0U);
  EXPECT_EQ(bench.load_slots(0x20000, 1)[513], 0x155);
  EXPECT_EQ(bench.status_beats(), 0U);
}

TEST_F(FecKernelControl, NoInterruptUnlessEnabled) {
  start();
  bench.kernel().wait_done();
  EXPECT_EQ(bench.kernel().read(registers::kIsrOffset), 0U);
  EXPECT_FALSE(bench.interrupt());
}

TEST_F(FecKernelControl, InterruptStaysUntilItsBitIsToggled) {
  bench.kernel().write(registers::kIerOffset, registers::kIerDoneMask);
  bench.kernel().write(registers::kGieOffset, registers::kGieEnableMask);
  start();
  EXPECT_FALSE(bench.interrupt());
  bench.kernel().wait_done();
  EXPECT_TRUE(bench.interrupt());
  EXPECT_EQ(bench.kernel().read(registers::kIsrOffset), registers::kIsrDoneMask);
  EXPECT_TRUE(bench.interrupt());
  bench.kernel().write(registers::kIsrOffset, registers::kIsrDoneMask);
  bench.kernel().step(2);
  EXPECT_FALSE(bench.interrupt());
  EXPECT_EQ(bench.kernel().read(registers::kIsrOffset), 0U);
}

// A write that toggles nothing, in the clock in which the run ends and in those around it.
TEST_F(FecKernelControl, NoInterruptIsLostToAWriteInItsClock) {
  bench.kernel().write(registers::kIerOffset, registers::kIerDoneMask | registers::kIerReadyMask);
  bench.write_arguments({.codewords = 0, .source = 0x10000, .destination = 0x20000});
  constexpr std::uint32_t kBoth = registers::kIsrDoneMask | registers::kIsrReadyMask;
  for (std::uint64_t clocks = 0; clocks < 40; ++clocks) {
    SCOPED_TRACE(clocks);
    bench.kernel().start();
    bench.kernel().step(clocks);
    bench.kernel().write(registers::kIsrOffset, 0);
    bench.kernel().wait_done();
    EXPECT_EQ(bench.kernel().read(registers::kIsrOffset), kBoth);
    bench.kernel().write(registers::kIsrOffset, kBoth);
    EXPECT_EQ(bench.kernel().read(registers::kIsrOffset), 0U);
  }
}

TEST_F(FecKernelControl, GlobalEnableHoldsTheInterruptBack) {
  bench.kernel().write(registers::kIerOffset, registers::kIerDoneMask | registers::kIerReadyMask);
  start();
  bench.kernel().wait_done();
  EXPECT_FALSE(bench.interrupt());
  EXPECT_EQ(bench.kernel().read(registers::kIsrOffset),
            registers::kIsrDoneMask | registers::kIsrReadyMask);
  bench.kernel().write(registers::kGieOffset, registers::kGieEnableMask);
  bench.kernel().step(2);
  EXPECT_TRUE(bench.interrupt());
}

TEST_F(FecKernelControl, ArgumentsReadBack) {
  bench.write_arguments({.mode = 1,
                         .code = 1,
                         .codewords = 0x89ABCDEF,
                         .source = 0x0123456789ABCDC0,
                         .destination = 0xFEDCBA9876543200,
                         .status = 0x5555AAAA33330FC0});
  EXPECT_EQ(bench.kernel().read(registers::kModeOffset), 1U);
  EXPECT_EQ(bench.kernel().read(registers::kCodeOffset), 1U);
  EXPECT_EQ(bench.kernel().read(registers::kCodewordsOffset), 0x89ABCDEFU);
  EXPECT_EQ(bench.kernel().read(registers::kSourceOffset), 0x89ABCDC0U);
  EXPECT_EQ(bench.kernel().read(registers::kSourceOffset + 4), 0x01234567U);
  EXPECT_EQ(bench.kernel().read(registers::kDestinationOffset), 0x76543200U);
  EXPECT_EQ(bench.kernel().read(registers::kDestinationOffset + 4), 0xFEDCBA98U);
  EXPECT_EQ(bench.kernel().read(registers::kStatusOffset), 0x33330FC0U);
  EXPECT_EQ(bench.kernel().read(registers::kStatusOffset + 4), 0x5555AAAAU);
}

TEST_F(FecKernelControl, CapabilitySaysWhatWasBuilt) {
  EXPECT_EQ(bench.kernel().read(registers::kCapabilityOffset), 0x00010801U);
  FecKernelBench other;
  EXPECT_EQ(other.kernel().read(registers::kCapabilityOffset), 0x00031001U);
}

TEST_F(FecKernelControl, WhatLiesBehindTheRegistersReadsZero) {
  bench.kernel().write(registers::kCodewordsOffset, 5);
  for (const std::uint32_t alias : {0x80U, 0x400U, 0x800U}) {
    EXPECT_EQ(bench.kernel().read(registers::kCodewordsOffset + alias), 0U);
    bench.kernel().write(registers::kCodewordsOffset + alias, 9);
  }
  EXPECT_EQ(bench.kernel().read(registers::kCodewordsOffset), 5U);
}

TEST(FecKernelControlOrder, TakesWriteAddressAndDataInAnyOrder) {
  using Order = bus::Axi4LiteMasterOptions::WriteOrder;
  for (const Order order : {Order::kTogether, Order::kAddressFirst, Order::kDataFirst}) {
    FecKernelBench bench({}, {.write_order = order, .stall_percent = 30, .seed = 7});
    bench.kernel().write(registers::kCodewordsOffset, 0x12345678);
    bench.kernel().write(registers::kModeOffset, 1);
    EXPECT_EQ(bench.kernel().read(registers::kCodewordsOffset), 0x12345678U);
    EXPECT_EQ(bench.kernel().read(registers::kModeOffset), 1U);
  }
}

}  // namespace
}  // namespace lightloop::testbenches
