// SPDX-License-Identifier: Apache-2.0
// What happens within one moment, and between the edges of the clock.
#include <Vstream_sum.h>
#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "testbenches/lib/bench.hpp"

namespace lightloop::testbench {
namespace {

using sc_core::SC_PS;
using sc_core::sc_time;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

using SumBench = Bench<Vstream_sum>;

// Half a period is 1600 ps: the clock falls at multiples of 3200 ps and rises half-way between. The
// first rising edge after reset is that of cycle 4, at 14400 ps.
sc_time ps(double value) { return {value, SC_PS}; }

TEST(ReadOnly, SeesTheEffectOfTheEdgeAndOfTheWrites) {
  SumBench bench;
  Vstream_sum& dut = bench.model();
  const auto valid = bench.port(dut.s_valid_i);
  const auto data = bench.port(dut.s_data_i);
  bench.run([&]() -> Task<> {
    valid.write(1);
    data.write({5});
    co_await RisingEdge(bench.clock());
    EXPECT_EQ(dut.cycles_o, 0U);
    valid.write(0);
    co_await ReadOnly();
    EXPECT_EQ(dut.cycles_o, 1U);
    EXPECT_EQ(dut.m_sum_o[0], 5U);
    EXPECT_EQ(dut.s_valid_i, 0);
    EXPECT_EQ(dut.s_ready_o, 0);  // the sum waits
    co_await RisingEdge(bench.clock());
    EXPECT_EQ(dut.cycles_o, 1U);
  });
}

TEST(ReadOnly, ForbidsWritesUntilSomethingElseWasAwaited) {
  SumBench bench;
  const auto valid = bench.port(bench.model().s_valid_i, "s_valid_i");
  bench.run([&]() -> Task<> {
    co_await ReadOnly();
    EXPECT_THAT([&] { valid.write(1); },
                ThrowsMessage<BenchError>(HasSubstr("write to s_valid_i in the ReadOnly phase")));
    bool refused = false;
    try {
      co_await ReadWrite();
    } catch (const BenchError&) {
      refused = true;
    }
    EXPECT_TRUE(refused);
    refused = false;
    try {
      co_await ReadOnly();
    } catch (const BenchError&) {
      refused = true;
    }
    EXPECT_TRUE(refused);
    co_await NextTimeStep();
    valid.write(1);
    co_await ReadOnly();
    EXPECT_EQ(valid.read(), 1);
  });
}

TEST(ReadWrite, WritesSettleInTheSameMoment) {
  SumBench bench;
  Vstream_sum& dut = bench.model();
  const auto valid = bench.port(dut.s_valid_i);
  const auto take = bench.port(dut.m_ready_i);
  bench.run([&]() -> Task<> {
    valid.write(1);
    co_await RisingEdge(bench.clock());
    co_await ReadWrite();
    EXPECT_EQ(dut.m_valid_o, 1);  // the edge has had its effect
    EXPECT_EQ(dut.s_ready_o, 0);
    take.write(1);
    EXPECT_EQ(dut.s_ready_o, 0);
    co_await ReadWrite();
    EXPECT_EQ(dut.s_ready_o, 1);  // through the model without a register
    take.write(0);
    co_await ReadOnly();
    EXPECT_EQ(dut.s_ready_o, 0);
    EXPECT_EQ(dut.cycles_o, 1U);
  });
}

TEST(FallingEdge, WritesBeforeTheNextRisingEdge) {
  SumBench bench;
  Vstream_sum& dut = bench.model();
  const auto valid = bench.port(dut.s_valid_i);
  bench.run([&]() -> Task<> {
    co_await FallingEdge(bench.clock());
    EXPECT_EQ(bench.clock().cycle(), 4U);  // a cycle begins with the clock low
    valid.write(1);
    co_await RisingEdge(bench.clock());
    EXPECT_EQ(bench.clock().cycle(), 4U);
    EXPECT_EQ(dut.s_valid_i, 1);
    EXPECT_EQ(dut.m_valid_o, 0);
    co_await FallingEdge(bench.clock());
    EXPECT_EQ(dut.m_valid_o, 1);
  });
}

TEST(FallingEdge, SeesWhatWasWrittenAtTheRisingEdge) {
  SumBench bench;
  Vstream_sum& dut = bench.model();
  const auto valid = bench.port(dut.s_valid_i);
  const auto take = bench.port(dut.m_ready_i);
  bench.run([&]() -> Task<> {
    valid.write(1);
    co_await RisingEdge(bench.clock());
    take.write(1);
    co_await FallingEdge(bench.clock());
    EXPECT_EQ(take.read(), 1);
    EXPECT_EQ(dut.s_ready_o, 1);
  });
}

TEST(NextTimeStep, IsTheNextEdgeOrTimer) {
  SumBench bench;
  std::vector<std::uint64_t> times;
  bench.run([&]() -> Task<> {
    TimeSlot& slot = bench.hook().scheduler().slot();
    bench.start_soon([&]() -> Task<> { co_await Timer(ps(4000)); });  // ends at 15200 ps
    for (int i = 0; i < 4; ++i) {
      co_await NextTimeStep();
      times.push_back(slot.now_ps);
    }
  });
  EXPECT_THAT(times, ElementsAre(12800, 14400, 15200, 16000));
}

TEST(Timer, EndsBetweenTheEdgesInTheOrderOfTime) {
  SumBench bench;
  std::string order;
  bench.run([&]() -> Task<> {
    const auto after = [&](double time, char name) -> Task<> {
      co_await Timer(ps(time));
      order += name;
    };
    co_await RisingEdge(bench.clock());
    co_await Combine(after(1700, 'c'), after(1, 'a'), after(1700, 'd'), after(1500, 'b'),
                     [&]() -> Task<> {
                       co_await FallingEdge(bench.clock());
                       order += '-';
                       co_await RisingEdge(bench.clock());
                       order += '|';
                     });
  });
  EXPECT_EQ(order, "ab-cd|");
}

TEST(Timer, AtTheTimeOfAnEdgeReadsTheValuesBefore) {
  SumBench bench;
  Vstream_sum& dut = bench.model();
  const auto valid = bench.port(dut.s_valid_i);
  bench.run([&]() -> Task<> {
    valid.write(1);
    co_await RisingEdge(bench.clock());
    valid.write(0);
    co_await Timer(bench.clocked_model().period());
    EXPECT_EQ(dut.cycles_o, 1U);
    valid.write(1);                      // after this edge
    co_await RisingEdge(bench.clock());  // still this one
    EXPECT_EQ(dut.cycles_o, 1U);
    EXPECT_EQ(bench.clock().cycle(), 5U);
    EXPECT_EQ(valid.read(), 0);
    co_await RisingEdge(bench.clock());
    EXPECT_EQ(valid.read(), 1);
  });
}

TEST(Timer, WritesTakeEffectBetweenTheEdges) {
  SumBench bench;
  Vstream_sum& dut = bench.model();
  const auto valid = bench.port(dut.s_valid_i);
  const auto take = bench.port(dut.m_ready_i);
  bench.run([&]() -> Task<> {
    valid.write(1);
    co_await RisingEdge(bench.clock());
    for (const double time : {100.0, 2000.0}) {  // with the clock high, and low
      co_await Timer(ps(time));
      take.write(1);
      co_await Timer(ps(1));
      EXPECT_EQ(dut.s_ready_o, 1);
      take.write(0);
      co_await ReadOnly();
      EXPECT_EQ(dut.s_ready_o, 0);
    }
    EXPECT_EQ(dut.cycles_o, 1U);
  });
}

TEST(Timer, OfNoTimeIsAnError) {
  SumBench bench;
  EXPECT_THROW(bench.run([]() -> Task<> { co_await Timer(sc_core::SC_ZERO_TIME); }), BenchError);
}

TEST(PortEdges, WakeAfterTheChange) {
  SumBench bench;
  Vstream_sum& dut = bench.model();
  const auto valid = bench.port(dut.s_valid_i);
  const auto out = bench.port(dut.m_valid_o, "m_valid_o");
  const auto sum = bench.port(dut.m_sum_o);
  std::vector<std::uint32_t> sums;
  bench.run([&]() -> Task<> {
    bench.port(dut.m_ready_i).write(1);
    bench.port(dut.s_data_i).write({3});
    bench.start_soon([&]() -> Task<> {
      for (;;) {
        co_await Edge(sum);
        sums.push_back(sum.read()[0]);
      }
    });
    co_await ClockCycles(bench.clock(), 3);
    valid.write(1);
    co_await RisingEdge(out);
    EXPECT_EQ(bench.clock().cycle(), 7U);
    EXPECT_EQ(dut.cycles_o, 4U);  // after the edge of cycle 7
    co_await RisingEdge(bench.clock());
    valid.write(0);
    co_await FallingEdge(out);
    EXPECT_EQ(bench.clock().cycle(), 9U);
  });
  EXPECT_THAT(sums, ElementsAre(3, 6));
}

TEST(PortEdges, OfAnInputFollowItsWrites) {
  SumBench bench;
  const auto valid = bench.port(bench.model().s_valid_i);
  std::string order;
  bench.run([&]() -> Task<> {
    bench.start_soon([&]() -> Task<> {
      co_await RisingEdge(valid);
      order += "rise ";
      co_await FallingEdge(valid);
      order += "fall ";
    });
    co_await RisingEdge(bench.clock());
    valid.write(1);
    order += "write ";
    co_await RisingEdge(bench.clock());
    order += "edge ";
    valid.write(0);
    co_await RisingEdge(bench.clock());
  });
  EXPECT_EQ(order, "write rise edge fall ");
}

TEST(Phases, TasksThatNeverSettleAreAnError) {
  SumBench bench;
  const auto valid = bench.port(bench.model().s_valid_i);
  EXPECT_THAT(
      [&] {
        bench.run([&]() -> Task<> {
          for (CData value = 0;; value = !value) {
            valid.write(value);
            co_await ReadWrite();
          }
        });
      },
      ThrowsMessage<BenchError>(HasSubstr("do not settle: test waits for")));
}

}  // namespace
}  // namespace lightloop::testbench
