// SPDX-License-Identifier: Apache-2.0
// Runs tasks and bus models around the edges of a model's clock.
#pragma once

#include <cstdint>
#include <vector>

#include "testbenches/lib/clock.hpp"
#include "testbenches/lib/scheduler.hpp"

namespace lightloop::testbench {

/// Evaluates a model of any class.
struct ModelEval {
  void* model;
  void (*eval)(void* model);
  void operator()() const { eval(model); }
};

/// A bus model of any class, as functions.
struct BusPartner {
  void* bus;
  void (*drive)(void* bus, void* model);
  void (*sample)(void* bus, void* model);
  void (*reset)(void* bus);  ///< null when there is none
};

/// The order of things at each moment. At a rising edge:
///
///   bus models sample, then the tasks that wait for the edge run: all read the values before it
///   (clock high, the model evaluates: the edge)
///   bus models drive, writes take effect, the model settles; port triggers, ReadWrite, ReadOnly
///
/// The last line costs an evaluation only when somebody looks at its result; otherwise the model
/// settles with the next edge, as in a bare loop of two evaluations a cycle. At a falling edge the
/// same, without bus models. Moments between are those at which a Timer ends.
class SlotRunner {
 public:
  SlotRunner(std::uint64_t period_ps, std::uint64_t first_cycle);

  void attach(const BusPartner& partner) { partners_.push_back(partner); }

  /// Resets the bus models; they drive once more, at the end of this moment, and then stand still
  /// until release_partners(), while the model is in reset.
  void hold_partners();
  void release_partners() { partners_held_ = false; }

  /// The clock is high: ends the moment of the rising edge, goes on to the falling one.
  void drive(const ModelEval& model);
  /// The clock is low and the model has settled: ends the moment of the falling edge, goes on to
  /// the rising one.
  void sample(const ModelEval& model);

  Scheduler& scheduler() { return scheduler_; }
  Clock& clock() { return clock_; }
  /// The number of the cycle that the next rising edge belongs to.
  std::uint64_t next_cycle() const { return cycle_; }

 private:
  static constexpr unsigned kMaxRounds = 100'000;

  void settle(const ModelEval& model);
  void finish_moment(const ModelEval& model);
  void wake_timed(std::uint64_t now_ps, const ModelEval& model);
  void run_timers_before(std::uint64_t end_ps, const ModelEval& model);

  std::vector<BusPartner> partners_;
  bool partners_held_ = false;
  bool partners_drive_once_ = false;
  bool unsettled_ = false;  // inputs have changed since the last evaluation
  std::uint64_t period_ps_;
  std::uint64_t cycle_;
  std::uint64_t cycle_start_ps_;
  Clock clock_;
  Scheduler scheduler_;  // destroyed first: tasks may be in the clock's lists
  TimeSlot& slot_;
};

}  // namespace lightloop::testbench
