// SPDX-License-Identifier: Apache-2.0
// Edges of the clock: what a task reads and when its writes take effect.
#include <Vstream_sum.h>
#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "testbenches/lib/bench.hpp"

namespace lightloop::testbench {
namespace {

using testing::ElementsAre;

using SumBench = Bench<Vstream_sum>;

TEST(RisingEdge, ReadsWhatTheFlipFlopsSee) {
  SumBench bench;
  Vstream_sum& dut = bench.model();
  std::vector<std::uint32_t> seen;
  bench.run([&]() -> Task<> {
    EXPECT_EQ(dut.cycles_o, 0U);
    for (int i = 0; i < 3; ++i) {
      co_await RisingEdge(bench.clock());
      seen.push_back(dut.cycles_o);
      EXPECT_EQ(bench.clock().cycle(), 4U + i);
    }
  });
  EXPECT_THAT(seen, ElementsAre(0, 1, 2));
}

TEST(RisingEdge, WritesTakeEffectAfterTheEdge) {
  SumBench bench;
  Vstream_sum& dut = bench.model();
  const auto valid = bench.port(dut.s_valid_i);
  const auto ready = bench.port(dut.m_ready_i);
  const auto data = bench.port(dut.s_data_i);
  bench.run([&]() -> Task<> {
    co_await RisingEdge(bench.clock());
    ready.write(1);
    valid.write(1);
    data.write({7});
    EXPECT_EQ(valid.read(), 0);
    co_await RisingEdge(bench.clock());  // the flip-flops see the word here for the first time
    EXPECT_EQ(valid.read(), 1);
    EXPECT_EQ(dut.s_ready_o, 1);
    EXPECT_EQ(dut.m_valid_o, 0);
    valid.write(0);
    co_await RisingEdge(bench.clock());
    EXPECT_EQ(dut.m_valid_o, 1);
    EXPECT_EQ(dut.m_sum_o[0], 7U);
    co_await RisingEdge(bench.clock());
    EXPECT_EQ(dut.m_valid_o, 0);
  });
}

TEST(RisingEdge, WakesInTheOrderOfWaiting) {
  SumBench bench;
  std::string order;
  const auto task = [&](char name) -> Task<> {
    for (int i = 0; i < 3; ++i) {
      co_await RisingEdge(bench.clock());
      order += name;
    }
  };
  bench.start_soon(task('b'));
  bench.run([&]() -> Task<> {
    bench.start_soon(task('c'));
    co_await task('a');
  });
  EXPECT_EQ(order, "bacbacbac");  // who is ready when the test ends has its turn
}

TEST(ClockCycles, CountsEdgesFromNow) {
  SumBench bench;
  const std::uint64_t start = 4;
  bench.run([&]() -> Task<> {
    co_await ClockCycles(bench.clock(), 0);
    co_await ClockCycles(bench.clock(), 1);
    EXPECT_EQ(bench.clock().cycle(), start);
    co_await ClockCycles(bench.clock(), 100);
    EXPECT_EQ(bench.clock().cycle(), start + 100);
    co_await RisingEdge(bench.clock());
    EXPECT_EQ(bench.clock().cycle(), start + 101);
  });
}

}  // namespace
}  // namespace lightloop::testbench
