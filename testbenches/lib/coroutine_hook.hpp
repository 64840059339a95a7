// SPDX-License-Identifier: Apache-2.0
// The hook that runs tasks beside a Verilated model in whatever clocks it.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <utility>

#include "sim/verilated/clocked_model.hpp"
#include "testbenches/lib/edge_triggers.hpp"
#include "testbenches/lib/join.hpp"
#include "testbenches/lib/port.hpp"
#include "testbenches/lib/slot_runner.hpp"

namespace lightloop::testbench {

/// A verilated::CycleHook. Bench has one inside; without a Bench it joins a model that something
/// else clocks. Tasks that were started begin with the first drive().
template <typename Model>
class CoroutineHook {
 public:
  /// `first_cycle` cycles pass before the first call of drive().
  explicit CoroutineHook(const sc_core::sc_time& period, std::uint64_t first_cycle = 0)
      : runner_(period.value(), first_cycle) {}

  Clock& clock() { return runner_.clock(); }
  Scheduler& scheduler() { return runner_.scheduler(); }

  template <typename T>
  Port<T> port(T& port, const char* name = "port") {
    return {port, scheduler().slot(), name};
  }

  /// From now on `bus`, which must outlive the hook, is part of each cycle. It has drive() and
  /// sample(), or drive(model) and sample(model), and may have reset(), for reset().
  template <typename Bus>
  void attach(Bus& bus) {
    BusPartner partner{&bus, nullptr, nullptr, nullptr};
    if constexpr (requires { bus.drive(); }) {
      partner.drive = [](void* b, void*) { static_cast<Bus*>(b)->drive(); };
      partner.sample = [](void* b, void*) { static_cast<Bus*>(b)->sample(); };
    } else {
      partner.drive = [](void* b, void* model) {
        static_cast<Bus*>(b)->drive(*static_cast<Model*>(model));
      };
      partner.sample = [](void* b, void* model) {
        static_cast<Bus*>(b)->sample(*static_cast<Model*>(model));
      };
    }
    if constexpr (requires { bus.reset(); }) {
      partner.reset = [](void* b) { static_cast<Bus*>(b)->reset(); };
    }
    runner_.attach(partner);
  }

  /// Holds the model in reset for `cycles` rising edges, at least 1. What the bus models have in
  /// progress is forgotten, and they stand still meanwhile.
  Task<> reset(Port<CData> reset, verilated::ResetLevel level, std::uint64_t cycles) {
    const bool active_high = level == verilated::ResetLevel::kActiveHigh;
    reset.write(active_high ? 1 : 0);
    runner_.hold_partners();
    co_await ClockCycles(clock(), cycles);
    reset.write(active_high ? 0 : 1);
    runner_.release_partners();
  }

  /// A run ends with the end of `test`, with what a task or a bus model threw, or after
  /// `limit_cycles` cycles; sample() then returns kPause.
  void begin_run(Task<> test, std::uint64_t limit_cycles) {
    scheduler().begin_run();
    scheduler().slot().phase = Phase::kActive;
    over_ = false;
    end_cycle_ = runner_.next_cycle() + limit_cycles;
    test_ = std::make_shared<detail::StartedTask<void>>(scheduler(), std::move(test), "test");
    scheduler().start(test_);
  }

  enum class Outcome : std::uint8_t { kEnded, kTimedOut };
  /// After a run: how it ended, or throws what ended it. `left` gets the tasks of a run that timed
  /// out and what they wait for.
  Outcome end_run(std::string& left) {
    const bool ended = test_ != nullptr && test_->done();
    if (!ended) left = scheduler().describe_tasks();
    conclude();
    test_.reset();
    const std::exception_ptr failure = scheduler().take_failure();
    if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
    if (failure) std::rethrow_exception(failure);
    return ended ? Outcome::kEnded : Outcome::kTimedOut;
  }

  void drive(Model& model) {
    guarded([&] { runner_.drive(eval_of(model)); });
  }
  verilated::CycleAction sample(Model& model) {
    guarded([&] { runner_.sample(eval_of(model)); });
    const bool pause = over_ || runner_.next_cycle() >= end_cycle_;
    return pause ? verilated::CycleAction::kPause : verilated::CycleAction::kContinue;
  }

 private:
  static ModelEval eval_of(Model& model) {
    return {&model, [](void* m) { static_cast<Model*>(m)->eval(); }};
  }

  /// Exceptions must not go through the SystemC kernel, which would turn them into texts.
  template <typename Step>
  void guarded(Step step) {
    if (thrown_) return;
    try {
      step();
    } catch (...) {
      thrown_ = std::current_exception();
    }
    if (over_ || test_ == nullptr) return;
    if (test_->done() || scheduler().failed() || thrown_) conclude();
  }

  void conclude() {
    over_ = true;
    scheduler().end_run();
  }

  SlotRunner runner_;
  std::shared_ptr<detail::StartedTask<void>> test_;
  std::exception_ptr thrown_;
  std::uint64_t end_cycle_ = UINT64_MAX;
  bool over_ = false;
};

}  // namespace lightloop::testbench
