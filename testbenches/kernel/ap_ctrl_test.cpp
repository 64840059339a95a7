// SPDX-License-Identifier: Apache-2.0
// ll_ap_ctrl: ap_ctrl_hs between the control registers and a kernel.
#include "testbenches/kernel/kernel_bank_test.hpp"
#include "testbenches/lib/cover_group.hpp"

namespace lightloop::kernel_bench {
namespace {

/// One clock as the host and the kernel see it.
struct Moment {
  bool starts, start_pending, running, finish;
};

class ApCtrl : public KernelBankTest {
 protected:
  ApCtrl() {
    auto& starts = moments_.point("host starts", &Moment::starts, testbench::no_yes());
    auto& pending = moments_.point("start pending", &Moment::start_pending, testbench::no_yes());
    auto& running = moments_.point("running", &Moment::running, testbench::no_yes());
    auto& finish = moments_.point("finish", &Moment::finish, testbench::no_yes());
    // Only a run ends.
    moments_.cross("start x pending x running x finish", {&starts, &pending, &running, &finish},
                   {{"*", "*", "no", "yes"}});
  }

  /// One clock with these inputs, and every output held against its definition. ap_start_ is the
  /// register that the host sets and the block clears.
  Task<> clock(bool host_starts, bool finish) {
    moments_.sample({host_starts, ap_start_, running_, finish});
    ap_start_ = ap_start_ || host_starts;
    set(dut.ap_start_i, ap_start_);
    set(dut.ap_finish_i, finish);
    co_await edge();
    const bool run = ap_start_ && !running_;
    EXPECT_EQ(dut.ap_run_o, run) << "cycle " << cycle();
    EXPECT_EQ(dut.ap_start_clear_o, run) << "cycle " << cycle();
    EXPECT_EQ(dut.ap_idle_o, !ap_start_ && !running_) << "cycle " << cycle();
    EXPECT_EQ(dut.ap_done_set_o, finish) << "cycle " << cycle();
    EXPECT_EQ(dut.ap_ready_set_o, finish) << "cycle " << cycle();
    runs_ += run;
    dones_ += dut.ap_done_set_o;
    if (run) ap_start_ = false;
    running_ = (running_ || run) && !finish;
  }

  testbench::CoverGroup<Moment> moments_{"ll_ap_ctrl"};
  bool ap_start_ = false;
  bool running_ = false;
  unsigned runs_ = 0, dones_ = 0;
};

// The drawing of the block's header.
TEST_F(ApCtrl, OneRun) {
  bench.run([&]() -> Task<> {
    co_await clock(false, false);
    EXPECT_EQ(dut.ap_idle_o, 1);
    co_await clock(true, false);
    EXPECT_EQ(dut.ap_run_o, 1);
    EXPECT_EQ(dut.ap_idle_o, 0);
    for (int i = 0; i < 5; ++i) {
      co_await clock(false, false);
      EXPECT_EQ(dut.ap_run_o, 0);
      EXPECT_EQ(dut.ap_idle_o, 0);
    }
    co_await clock(false, true);
    EXPECT_EQ(dut.ap_done_set_o, 1);
    EXPECT_EQ(dut.ap_idle_o, 0);
    co_await clock(false, false);
    EXPECT_EQ(dut.ap_idle_o, 1);
  });
}

// Starts written during a run, at its last clock and behind it: each run has one done.
TEST_F(ApCtrl, AStartHeldThroughARunWaitsForItsEnd) {
  bench.run([&]() -> Task<> {
    for (unsigned length = 1; length <= 4; ++length) {
      for (unsigned start = 0; start <= length + 1; ++start) {
        runs_ = dones_ = 0;
        co_await clock(true, false);
        for (unsigned i = 1; i <= length; ++i) co_await clock(i == start, i == length);
        co_await clock(start == length + 1, false);
        const bool again = start != 0;
        EXPECT_EQ(runs_, again ? 2U : 1U) << "start in clock " << start << " of " << length;
        co_await clock(false, again);
        EXPECT_EQ(dones_, runs_);
        co_await clock(false, false);
        EXPECT_EQ(dut.ap_idle_o, 1);
      }
    }
  });
}

TEST_F(ApCtrl, RandomStartsAndRuns) {
  bench.run([&]() -> Task<> {
    for (int i = 0; i < 2000; ++i)
      co_await clock(random.percent(25), running_ && random.percent(30));
    while (running_ || ap_start_) co_await clock(false, running_ && random.percent(30));
    EXPECT_EQ(dones_, runs_);
    EXPECT_GT(runs_, 100U);
  });
}

TEST_F(ApCtrl, StatusBitsFollowTheirEnables) {
  bench.run([&]() -> Task<> {
    for (unsigned bits = 0; bits < 8; ++bits) {
      const bool done = (bits & 1) != 0, ready = (bits & 2) != 0, finish = (bits & 4) != 0;
      set(dut.ap_done_enable_i, done);
      set(dut.ap_ready_enable_i, ready);
      set(dut.ap_finish_i, finish);
      co_await edge();
      EXPECT_EQ(dut.ap_done_status_set_o, done && finish);
      EXPECT_EQ(dut.ap_ready_status_set_o, ready && finish);
    }
  });
}

TEST_F(ApCtrl, TheInterruptFollowsTheStatusAndItsEnable) {
  bench.run([&]() -> Task<> {
    for (unsigned bits = 0; bits < 8; ++bits) {
      const bool enable = (bits & 1) != 0, done = (bits & 2) != 0, ready = (bits & 4) != 0;
      set(dut.ap_interrupt_enable_i, enable);
      set(dut.ap_done_status_i, done);
      set(dut.ap_ready_status_i, ready);
      co_await edges(2);
      EXPECT_EQ(dut.ap_interrupt_o, enable && (done || ready));
    }
    // All ones now: reset takes the interrupt away.
    co_await bench.reset(1);
    co_await edge();
    EXPECT_EQ(dut.ap_interrupt_o, 0);
    co_await edge();
    EXPECT_EQ(dut.ap_interrupt_o, 1);
  });
}

TEST_F(ApCtrl, ResetInMidRunMakesItIdle) {
  bench.run([&]() -> Task<> {
    for (unsigned clocks = 1; clocks < 4; ++clocks) {
      co_await clock(true, false);
      for (unsigned i = 0; i < clocks; ++i) co_await clock(false, false);
      co_await bench.reset(1);
      running_ = false;
      co_await clock(false, false);
      EXPECT_EQ(dut.ap_idle_o, 1);
      co_await clock(true, false);
      EXPECT_EQ(dut.ap_run_o, 1);
      co_await clock(false, true);
    }
  });
}

}  // namespace
}  // namespace lightloop::kernel_bench
