// SPDX-License-Identifier: Apache-2.0
// What the benches of the blocks of rtl/kernel share: one model with all of them.
#pragma once

#include <Vkernel_bank.h>
#include <cstdint>
#include <gtest/gtest.h>
#include <type_traits>

#include "testbenches/lib/bench.hpp"
#include "testbenches/lib/random.hpp"

namespace lightloop::kernel_bench {

using testbench::ClockCycles;
using testbench::Random;
using testbench::Task;

class KernelBankTest : public ::testing::Test {
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

  testbench::Bench<Vkernel_bank> bench;
  Vkernel_bank& dut = bench.model();
  Random random = Random::for_test();
};

}  // namespace lightloop::kernel_bench
