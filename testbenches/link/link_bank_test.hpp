// SPDX-License-Identifier: Apache-2.0
// What the benches of the small blocks of rtl/link share: one model with all of them.
#pragma once

#include <Vlink_bank.h>
#include <cstdint>
#include <gtest/gtest.h>
#include <type_traits>

#include "testbenches/lib/bench.hpp"
#include "testbenches/lib/random.hpp"

namespace lightloop::link_bench {

using testbench::ClockCycles;
using testbench::Random;
using testbench::Task;

class LinkBankTest : public ::testing::Test {
 protected:
  /// The next rising edge: what is read after it is what flip-flops see at it.
  auto edge() { return testbench::RisingEdge(bench.clock()); }
  auto edges(std::uint64_t count) { return ClockCycles(bench.clock(), count); }
  std::uint64_t cycle() { return bench.clock().cycle(); }

  /// The port has the value after the present edge.
  template <typename T>
  void set(T& port, std::type_identity_t<T> value) {
    bench.port(port).write(value);
  }

  testbench::Bench<Vlink_bank> bench;
  Vlink_bank& dut = bench.model();
  Random random = Random::for_test();
};

}  // namespace lightloop::link_bench
