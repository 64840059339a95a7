// SPDX-License-Identifier: Apache-2.0
// What the coroutine bench costs: the same model driven and checked by the same code in a bare
// eval() loop and in tasks, with a whole 512-bit word in and out each cycle. Compare
// items_per_second (cycles).
#include <Vffe_lanes.h>
#include <benchmark/benchmark.h>
#include <cstdint>
#include <memory>

#include "testbenches/lib/bench.hpp"

namespace lightloop::testbench {
namespace {

constexpr std::uint64_t kCyclesPerRun = 2000;
using Word = VlWide<16>;

/// A new word each cycle, and a fold of what comes out.
class Stimulus {
 public:
  const Word& next() {
    for (int i = 0; i < 16; ++i) {
      state_ = state_ * 1664525 + 1013904223;
      word_[i] = state_;
    }
    return word_;
  }
  void check(const Word& found) {
    for (int i = 0; i < 16; ++i) fold_ = (fold_ << 1 | fold_ >> 31) ^ found[i];
  }
  std::uint32_t fold() const { return fold_; }

 private:
  Word word_{};
  std::uint32_t state_ = 1;
  std::uint32_t fold_ = 0;
};

void count(benchmark::State& state, const Stimulus& stimulus) {
  benchmark::DoNotOptimize(stimulus.fold());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kCyclesPerRun));
}

void bare_eval_loop(benchmark::State& state) {
  const auto context = std::make_unique<VerilatedContext>();
  const auto model = std::make_unique<Vffe_lanes>(context.get(), "TOP");
  Stimulus stimulus;
  model->rst_ni = 1;
  model->valid_i = 1;
  for (auto _ : state) {
    for (std::uint64_t cycle = 0; cycle < kCyclesPerRun; ++cycle) {
      model->data_i = stimulus.next();
      model->clk_i = 0;
      model->eval();
      if (model->valid_o != 0) stimulus.check(model->data_o);
      model->clk_i = 1;
      model->eval();
    }
  }
  count(state, stimulus);
  model->final();
}
BENCHMARK(bare_eval_loop);

/// One task that drives and checks.
void one_task(benchmark::State& state) {
  Bench<Vffe_lanes> bench;
  Vffe_lanes& dut = bench.model();
  const auto data = bench.port(dut.data_i);
  dut.valid_i = 1;
  Stimulus stimulus;
  for (auto _ : state) {
    bench.run([&]() -> Task<> {
      for (std::uint64_t cycle = 0; cycle < kCyclesPerRun; ++cycle) {
        data.write(stimulus.next());
        co_await RisingEdge(bench.clock());
        if (dut.valid_o != 0) stimulus.check(dut.data_o);
      }
    });
  }
  count(state, stimulus);
}
BENCHMARK(one_task);

/// A driver, a checker, and so many others that look at a port each cycle.
void many_tasks(benchmark::State& state) {
  Bench<Vffe_lanes> bench;
  Vffe_lanes& dut = bench.model();
  const auto data = bench.port(dut.data_i);
  dut.valid_i = 1;
  Stimulus stimulus;
  std::uint64_t valid_cycles = 0;
  bench.start_soon([&]() -> Task<> {
    for (;;) {
      data.write(stimulus.next());
      co_await RisingEdge(bench.clock());
    }
  });
  for (std::int64_t i = 2; i < state.range(0); ++i) {
    bench.start_soon([&]() -> Task<> {
      for (;;) {
        co_await RisingEdge(bench.clock());
        valid_cycles += dut.valid_o;
      }
    });
  }
  for (auto _ : state) {
    bench.run([&]() -> Task<> {
      for (std::uint64_t cycle = 0; cycle < kCyclesPerRun; ++cycle) {
        co_await RisingEdge(bench.clock());
        if (dut.valid_o != 0) stimulus.check(dut.data_o);
      }
    });
  }
  benchmark::DoNotOptimize(valid_cycles);
  count(state, stimulus);
}
BENCHMARK(many_tasks)->Arg(2)->Arg(16)->Arg(256);

/// As one_task, with SystemC taking part in every cycle.
void one_task_beside_systemc(benchmark::State& state) {
  Bench<Vffe_lanes> bench({.cycles_per_activation = 1});
  Vffe_lanes& dut = bench.model();
  const auto data = bench.port(dut.data_i);
  dut.valid_i = 1;
  Stimulus stimulus;
  for (auto _ : state) {
    bench.run([&]() -> Task<> {
      for (std::uint64_t cycle = 0; cycle < kCyclesPerRun; ++cycle) {
        data.write(stimulus.next());
        co_await RisingEdge(bench.clock());
        if (dut.valid_o != 0) stimulus.check(dut.data_o);
      }
    });
  }
  count(state, stimulus);
}
BENCHMARK(one_task_beside_systemc);

/// A thousand tasks that sleep: they cost nothing until their time.
void sleeping_tasks(benchmark::State& state) {
  Bench<Vffe_lanes> bench;
  Vffe_lanes& dut = bench.model();
  const auto data = bench.port(dut.data_i);
  dut.valid_i = 1;
  Stimulus stimulus;
  for (int i = 0; i < 1000; ++i) {
    bench.start_soon([&]() -> Task<> { co_await ClockCycles(bench.clock(), UINT32_MAX); });
  }
  for (auto _ : state) {
    bench.run([&]() -> Task<> {
      for (std::uint64_t cycle = 0; cycle < kCyclesPerRun; ++cycle) {
        data.write(stimulus.next());
        co_await RisingEdge(bench.clock());
        if (dut.valid_o != 0) stimulus.check(dut.data_o);
      }
    });
  }
  count(state, stimulus);
}
BENCHMARK(sleeping_tasks);

}  // namespace
}  // namespace lightloop::testbench
