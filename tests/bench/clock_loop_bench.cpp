// SPDX-License-Identifier: Apache-2.0
// What the SystemC adapter costs: the same model and the same hook in a bare eval() loop and in a
// ClockedModel, with a whole 512-bit word in and out each cycle. Compare items_per_second (cycles).
#include <Vffe_lanes.h>
#include <benchmark/benchmark.h>
#include <cstdint>
#include <memory>

#include "sim/verilated/clocked_model.hpp"

namespace lightloop::verilated {
namespace {

constexpr std::uint64_t kCyclesPerRun = 2000;

/// Drives a new word each cycle and folds what comes out.
class WordHook {
 public:
  void drive(Vffe_lanes& model) {
    model.valid_i = 1;
    for (int word = 0; word < 16; ++word) {
      state_ = state_ * 1664525 + 1013904223;
      model.data_i[word] = state_;
    }
  }
  void sample(const Vffe_lanes& model) {
    if (model.valid_o == 0) return;
    for (int word = 0; word < 16; ++word) fold_ = (fold_ << 1 | fold_ >> 31) ^ model.data_o[word];
  }
  std::uint32_t fold() const { return fold_; }

 private:
  std::uint32_t state_ = 1;
  std::uint32_t fold_ = 0;
};

void bare_eval_loop(benchmark::State& state) {
  const auto context = std::make_unique<VerilatedContext>();
  const auto model = std::make_unique<Vffe_lanes>(context.get(), "TOP");
  WordHook hook;
  model->rst_ni = 1;
  for (auto _ : state) {
    for (std::uint64_t cycle = 0; cycle < kCyclesPerRun; ++cycle) {
      hook.drive(*model);
      model->clk_i = 0;
      model->eval();
      hook.sample(*model);
      model->clk_i = 1;
      model->eval();
    }
  }
  benchmark::DoNotOptimize(hook.fold());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kCyclesPerRun));
  model->final();
}
BENCHMARK(bare_eval_loop);

void clocked_model(benchmark::State& state) {
  Simulation simulation;
  ClockConfig config;
  config.reset_cycles = 0;
  config.cycles_per_activation = static_cast<unsigned>(state.range(0));
  auto& dut =
      simulation.make<ClockedModel<Vffe_lanes, WordHook>>("dut", config, [](Vffe_lanes& model) {
        return ClockAndReset{model.clk_i, model.rst_ni};
      });
  const auto duration = config.period * static_cast<double>(kCyclesPerRun);
  for (auto _ : state) simulation.run_for(duration);
  benchmark::DoNotOptimize(dut.hook().fold());
  state.SetItemsProcessed(static_cast<std::int64_t>(dut.cycles()));
}
BENCHMARK(clocked_model)->Arg(1)->Arg(8)->Arg(100);

}  // namespace
}  // namespace lightloop::verilated
