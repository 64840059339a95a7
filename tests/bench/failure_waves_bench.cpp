// SPDX-License-Identifier: Apache-2.0
// What failure waves cost a run that passes: the same simulation with them off and on, processor
// time of the process and of its copies. Run it with --benchmark_enable_random_interleaving and
// some repetitions; the argument is the length of a test in cycles, each test a world of its own.
#include <Vffe_lanes_traced.h>
#include <benchmark/benchmark.h>
#include <cstdint>
#include <sys/resource.h>

#include "sim/verilated/clocked_model.hpp"
#include "sim/verilated/failure_waves.hpp"

namespace lightloop::verilated {
namespace {

/// Drives a new 512-bit word each cycle and folds what comes out.
class WordHook {
 public:
  void drive(Vffe_lanes_traced& model) {
    model.valid_i = 1;
    for (int word = 0; word < 16; ++word) {
      state_ = state_ * 1664525 + 1013904223;
      model.data_i[word] = state_;
    }
  }
  void sample(const Vffe_lanes_traced& model) {
    if (model.valid_o == 0) return;
    for (int word = 0; word < 16; ++word) fold_ = (fold_ << 1 | fold_ >> 31) ^ model.data_o[word];
  }
  std::uint32_t fold() const { return fold_; }

 private:
  std::uint32_t state_ = 1;
  std::uint32_t fold_ = 0;
};

double processor_seconds() {
  double seconds = 0;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage usage{};
    getrusage(who, &usage);
    seconds += static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
               1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
  }
  return seconds;
}

void passing_tests(benchmark::State& state, bool waves_on) {
  auto& waves = FailureWaves::of_process();
  FailureWavesConfig config = FailureWavesConfig::from_environment();
  config.enabled = waves_on;
  waves.start(config);
  const double cycles = static_cast<double>(state.range(0));
  for (auto _ : state) {
    const double start = processor_seconds();
    for (std::int64_t left = 200'000; left > 0; left -= state.range(0)) {
      waves.begin_test("benchmark");
      {
        Simulation simulation;
        auto& dut = simulation.make<ClockedModel<Vffe_lanes_traced, WordHook>>(
            "dut", ClockConfig{}, [](Vffe_lanes_traced& model) {
              return ClockAndReset{model.clk_i, model.rst_ni};
            });
        simulation.run_for(dut.period() * cycles);
        benchmark::DoNotOptimize(dut.hook().fold());
      }
      waves.end_test();
    }
    waves.stop();  // until the copies are gone, so that their time is counted
    waves.start(config);
    state.SetIterationTime(processor_seconds() - start);
  }
  waves.stop();
}
BENCHMARK_CAPTURE(passing_tests, off, false)
    ->Arg(2'000)
    ->Arg(20'000)
    ->Arg(200'000)
    ->UseManualTime();
BENCHMARK_CAPTURE(passing_tests, on, true)->Arg(2'000)->Arg(20'000)->Arg(200'000)->UseManualTime();

}  // namespace
}  // namespace lightloop::verilated
