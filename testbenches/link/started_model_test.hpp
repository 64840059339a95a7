// SPDX-License-Identifier: Apache-2.0
// What the benches of ll_noise and ll_digital_channel share.
#pragma once

#include <cstdint>
#include <gtest/gtest.h>
#include <string>
#include <type_traits>
#include <vector>

#include "testbenches/lib/bench.hpp"
#include "testbenches/lib/cover_group.hpp"
#include "testbenches/lib/random.hpp"

namespace lightloop::link_bench {

using testbench::ClockCycles;
using testbench::Random;
using testbench::Task;

/// What cuts a session off.
enum class Cut { kReset, kStart };

inline std::vector<testbench::CoverBin> cuts() {
  using testbench::bin;
  return {bin("reset", {static_cast<std::int64_t>(Cut::kReset)}),
          bin("start", {static_cast<std::int64_t>(Cut::kStart)})};
}

/// A bench of a model that begins with start_i and is busy_o for a while.
template <class Model>
class StartedModelTest : public ::testing::Test {
 protected:
  auto edges(std::uint64_t count) { return ClockCycles(bench_.clock(), count); }
  std::uint64_t cycle() { return bench_.clock().cycle(); }

  template <typename T>
  void set(T& port, std::type_identity_t<T> value) {
    bench_.port(port).write(value);
  }

  /// One pulse of start_i; returns at the edge that sees it.
  Task<> pulse_start() {
    set(model_.start_i, 1);
    co_await edges(1);
    set(model_.start_i, 0);
  }
  /// The same, and returns as soon as busy_o has fallen: the first beat may go to the next edge.
  Task<> start() {
    co_await pulse_start();
    co_await testbench::with_timeout(testbench::FallingEdge(bench_.port(model_.busy_o, "busy_o")),
                                     edges(2000));
  }

  testbench::Bench<Model> bench_{{.reset_cycles = 3}};
  Model& model_ = bench_.model();
  Random random_ = Random::for_test();
};

struct ShapeNames {
  template <class Shape>
  static std::string GetName(int /*index*/) {
    return Shape::name();
  }
};

}  // namespace lightloop::link_bench
