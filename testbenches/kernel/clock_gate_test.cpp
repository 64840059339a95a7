// SPDX-License-Identifier: Apache-2.0
// ll_clock_gate: the edges and the reset that a block behind it sees, with and without a gate.
#include "testbenches/kernel/kernel_bank_test.hpp"
#include "testbenches/lib/cover_group.hpp"

namespace lightloop::kernel_bench {
namespace {

/// One clock.
struct Enable {
  bool before, now;
};

class ClockGate : public KernelBankTest {
 protected:
  ClockGate() {
    auto& before = enables_.point("enabled before", &Enable::before, testbench::no_yes());
    auto& now = enables_.point("enabled", &Enable::now, testbench::no_yes());
    enables_.cross("enabled before x enabled", {&before, &now});
  }

  /// The counts as they stand at an edge.
  struct Counts {
    std::uint16_t gated_edges, gated_resets, ungated_edges, ungated_resets;
  };
  Counts counts() const {
    return {dut.gated_edges_o, dut.gated_resets_o, dut.ungated_edges_o, dut.ungated_resets_o};
  }

  /// One clock; the edge at its end is one of the gated clock if it is enabled.
  Task<> clock(bool enable) {
    const Counts before = counts();
    enables_.sample({dut.gate_enable_i != 0, enable});
    set(dut.gate_enable_i, enable);
    co_await edge();  // counts what is before it
    const Counts seen = counts();
    EXPECT_EQ(static_cast<std::uint16_t>(seen.gated_edges - before.gated_edges), expected_)
        << "cycle " << cycle();
    EXPECT_EQ(static_cast<std::uint16_t>(seen.ungated_edges - before.ungated_edges), 1U);
    EXPECT_EQ(seen.gated_resets, before.gated_resets) << "cycle " << cycle();
    EXPECT_EQ(seen.ungated_resets, before.ungated_resets) << "cycle " << cycle();
    expected_ = enable ? 1 : 0;
  }

  testbench::CoverGroup<Enable> enables_{"ll_clock_gate"};
  unsigned expected_ = 0;  // gated edges in the clock before
};

TEST_F(ClockGate, GivesTheEdgesAtWhichItIsEnabled) {
  bench.run([&]() -> Task<> {
    co_await edges(4);  // behind the reset, in which there are edges without an enable
    for (const bool enable : {false, true, false, false, true, true, true, false}) {
      co_await clock(enable);
    }
    for (int i = 0; i < 1000; ++i) co_await clock(random.percent(50));
  });
}

// A block whose clock stands still sees each reset, however short, and so does one that runs.
TEST_F(ClockGate, AStandingBlockSeesAResetOfOneClock) {
  bench.run([&]() -> Task<> {
    for (const bool enable : {false, true}) {
      for (const unsigned clocks : {1U, 2U, 5U}) {
        set(dut.gate_enable_i, enable);
        co_await edges(6);
        const Counts before = counts();
        co_await bench.reset(clocks);
        co_await edges(6);
        const Counts after = counts();
        EXPECT_EQ(after.ungated_resets - before.ungated_resets, static_cast<int>(clocks));
        EXPECT_EQ(after.gated_resets - before.gated_resets, static_cast<int>(clocks))
            << "enable " << enable;
        if (!enable) {
          EXPECT_EQ(after.gated_edges - before.gated_edges, static_cast<int>(clocks));
        }
      }
    }
  });
}

}  // namespace
}  // namespace lightloop::kernel_bench
