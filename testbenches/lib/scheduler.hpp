// SPDX-License-Identifier: Apache-2.0
// Runs the started tasks, one at a time, first come first served.
#pragma once

#include <cstdint>
#include <exception>
#include <list>
#include <memory>
#include <stdexcept>
#include <string>

#include "testbenches/lib/task_state.hpp"
#include "testbenches/lib/time_slot.hpp"
#include "testbenches/lib/waiter.hpp"

namespace lightloop::testbench {

/// The tasks did something that has no meaning: a write in the ReadOnly phase, a Timer of no time,
/// or they wake each other for ever without time passing.
class BenchError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Owns the started tasks. The order in which tasks get their turn depends only on the order in
/// which they began to wait, so that a run is the same each time.
class Scheduler {
 public:
  Scheduler() = default;
  /// Kills all tasks, last first.
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  /// Takes a task; it gets its first turn after those that are ready already. An exception that
  /// leaves it while nobody awaits it is kept as the failure of the run.
  void start(std::shared_ptr<TaskState> task);

  /// Ends a task where it is suspended; the task that is running, when it is suspended next.
  /// Those who await it go on.
  void kill(TaskState& task);

  /// Gives a waiter, which is in no list, its turn.
  void make_ready(Waiter& waiter) { ready_.push_back(waiter); }
  /// The same for a whole list, in its order.
  void make_ready(WaiterList& waiters) { ready_.take_all(waiters); }

  /// Gives turns until nobody is ready. Throws BenchError after kMaxTurns turns.
  void run_ready() {
    if (!ready_.empty()) give_turns();
  }
  static constexpr std::uint64_t kMaxTurns = 10'000'000;

  /// From now on until end_run(), tasks belong to a run.
  void begin_run() { in_run_ = true; }
  /// Kills the tasks that were started since begin_run(), last first.
  void end_run();

  /// What left a task that nobody awaited, first such; taken away by the call.
  std::exception_ptr take_failure() { return std::exchange(failure_, nullptr); }
  bool failed() const { return failure_ != nullptr; }

  /// The tasks that have not ended and what each waits for, for messages.
  std::string describe_tasks() const;

  TimeSlot& slot() { return slot_; }

 private:
  void give_turns();
  void end(TaskState& task);

  TimeSlot slot_;
  WaiterList ready_;
  std::list<std::shared_ptr<TaskState>> tasks_;
  TaskState* running_ = nullptr;
  std::exception_ptr failure_;
  bool in_run_ = false;
};

}  // namespace lightloop::testbench
