// SPDX-License-Identifier: Apache-2.0
// A Verilated model with a bench of coroutines around it.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "sim/verilated/clocked_model.hpp"
#include "sim/verilated/simulation.hpp"
#include "testbenches/lib/combine.hpp"
#include "testbenches/lib/coroutine_hook.hpp"
#include "testbenches/lib/edge_triggers.hpp"
#include "testbenches/lib/event.hpp"
#include "testbenches/lib/first.hpp"
#include "testbenches/lib/join.hpp"
#include "testbenches/lib/lock.hpp"
#include "testbenches/lib/phase_triggers.hpp"
#include "testbenches/lib/queue.hpp"
#include "testbenches/lib/task.hpp"
#include "testbenches/lib/timer.hpp"
#include "testbenches/lib/with_timeout.hpp"

namespace lightloop::testbench {

struct BenchConfig {
  sc_core::sc_time period = sc_core::sc_time(3200, sc_core::SC_PS);
  /// Cycles of reset before the first run; tasks and bus models take no part in them.
  unsigned reset_cycles = 4;
  /// Cycles that the model runs in one go. With SystemC modules beside it (Bench::simulation())
  /// this must be 1, or it runs ahead of them.
  unsigned cycles_per_activation = 64;
  std::string name = "bench";  ///< for messages
};

/// One model, its Simulation and the tasks around it. A SystemC world of its own, so that a process
/// may have many benches, one after the other or interleaved.
///
///   Bench<Vll_adder> bench;
///   const auto a = bench.port(bench.model().a_i);
///   bench.run([&]() -> Task<> {
///     a.write(1);
///     co_await ClockCycles(bench.clock(), 2);
///     EXPECT_EQ(bench.model().sum_o, 1);
///   });
template <typename Model>
class Bench {
 public:
  /// For a model whose clock is clk_i and whose reset is rst_ni, active low.
  explicit Bench(const BenchConfig& config = {})
      : Bench(config, [](Model& model) {
          return verilated::ClockAndReset{model.clk_i, model.rst_ni};
        }) {}

  /// `ports` is a function from Model& to its ClockAndReset.
  template <typename Ports>
  Bench(const BenchConfig& config, Ports ports)
      : config_(config),
        simulation_(config.name),
        clocked_(
            simulation_.make<Clocked>("dut",
                                      verilated::ClockConfig{config.period, config.reset_cycles,
                                                             config.cycles_per_activation},
                                      ports, config.period, config.reset_cycles)),
        clock_and_reset_(ports(clocked_.model())) {}

  Model& model() { return clocked_.model(); }
  Clock& clock() { return clocked_.hook().clock(); }
  /// The SystemC world, for modules beside the model, made before the first run.
  verilated::Simulation& simulation() { return simulation_; }
  /// For waveforms: open_trace().
  auto& clocked_model() { return clocked_; }
  CoroutineHook<Model>& hook() { return clocked_.hook(); }

  /// A handle of one of the model's ports; `name` is for messages.
  template <typename T>
  Port<T> port(T& port, const char* name = "port") {
    return hook().port(port, name);
  }

  /// See CoroutineHook::attach().
  template <typename Bus>
  void attach(Bus& bus) {
    hook().attach(bus);
  }

  /// Lets a task run beside the others. Started during a run, it is killed when the run ends;
  /// started before, it lives on through the runs. Its exception, when nobody awaits it, ends the
  /// run.
  template <typename T>
  Join<T> start_soon(Task<T> task, std::string name = "task") {
    return testbench::start_soon(hook().scheduler(), std::move(task), std::move(name));
  }
  /// The same for a lambda that makes a task; the lambda lives as long as the task.
  template <TaskFunction F>
  auto start_soon(F function, std::string name = "task") {
    return start_soon(keep_function(std::move(function)), std::move(name));
  }

  /// Runs until `test` has ended. Who is ready at that moment has its turn, then the tasks that
  /// were started during the run are killed. It begins after the initial reset, or where the last
  /// run ended. Throws what left the test, a task that nobody awaited or a bus model,
  /// SimulationTimeout after `limit_cycles` cycles, with what each task waits for, and
  /// SimulationError when the RTL called $finish, $stop or $fatal.
  void run(Task<> test, std::uint64_t limit_cycles = kDefaultLimitCycles) {
    hook().begin_run(std::move(test), limit_cycles);
    std::string left;
    try {
      // The hook pauses at the limit; this one is for a clock that does not run.
      const double cycles = static_cast<double>(limit_cycles) + config_.reset_cycles +
                            config_.cycles_per_activation + 2;
      simulation_.run_until_paused(config_.period * cycles, "the end of the run");
    } catch (...) {
      hook().end_run(left);
      throw;
    }
    if (hook().end_run(left) == CoroutineHook<Model>::Outcome::kTimedOut) {
      throw verilated::SimulationTimeout(config_.name + ": the test has not ended after " +
                                         std::to_string(limit_cycles) + " cycles: " + left);
    }
  }
  template <TaskFunction F>
  void run(F test, std::uint64_t limit_cycles = kDefaultLimitCycles) {
    run(keep_function(std::move(test)), limit_cycles);
  }
  static constexpr std::uint64_t kDefaultLimitCycles = 1'000'000;

  /// See CoroutineHook::reset().
  Task<> reset(std::uint64_t cycles = 1) {
    return hook().reset(port(clock_and_reset_.reset, "reset"), clock_and_reset_.reset_level,
                        cycles);
  }

 private:
  using Clocked = verilated::ClockedModel<Model, CoroutineHook<Model>>;

  BenchConfig config_;
  verilated::Simulation simulation_;
  Clocked& clocked_;
  verilated::ClockAndReset clock_and_reset_;
};

}  // namespace lightloop::testbench
