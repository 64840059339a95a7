// SPDX-License-Identifier: Apache-2.0
// A started task as the scheduler sees it.
#pragma once

#include <coroutine>
#include <exception>
#include <list>
#include <memory>
#include <string>
#include <utility>

#include "testbenches/lib/waiter.hpp"

namespace lightloop::testbench {

class Scheduler;

/// One task that start_soon() took: a coroutine with all the coroutines it awaits. Shared between
/// the scheduler, while the task lives, and the Joins.
class TaskState : public Waiter {
 public:
  TaskState(Scheduler& scheduler, std::string name)
      : Waiter(nullptr), scheduler_(&scheduler), name_(std::move(name)) {
    set_task(*this);
  }
  virtual ~TaskState() = default;

  Scheduler& scheduler() const { return *scheduler_; }
  const std::string& name() const { return name_; }
  /// Ended by itself, by an exception or by kill().
  bool done() const { return done_; }
  /// What left the task; null if nothing did.
  const std::exception_ptr& exception() const { return exception_; }
  WaiterList& joiners() { return joiners_; }

  /// What the task waits for at present, for messages.
  std::string waiting_for() const { return waiting_ == nullptr ? "its turn" : waiting_->what(); }
  void waits_for(const Waiter& waiter) { waiting_ = &waiter; }
  void waits_no_more(const Waiter& waiter) {
    if (waiting_ == &waiter) waiting_ = nullptr;
  }

  /// Resumes a coroutine of this task, and those that were waiting for it to end. They are resumed
  /// one after the other from here, not each from the one before: a chain of any length takes no
  /// stack.
  void resume(std::coroutine_handle<> coroutine) {
    coroutine.resume();
    while (next_) std::exchange(next_, {}).resume();
  }
  /// To be resumed when the running coroutine, which has just ended, has given up control.
  void resume_next(std::coroutine_handle<> coroutine) { next_ = coroutine; }
  /// The outermost coroutine has ended; the scheduler tidies up once it has given up control.
  void outermost_ended() { attention_ = true; }

  std::string what() const final { return "its first turn"; }

 protected:
  /// Takes result and exception out of the coroutine, and destroys it.
  virtual std::exception_ptr collect() = 0;
  /// Destroys the coroutine where it is suspended.
  virtual void destroy() = 0;

 private:
  friend class Scheduler;

  Scheduler* scheduler_;
  std::string name_;
  WaiterList joiners_;
  std::exception_ptr exception_;
  const Waiter* waiting_ = nullptr;
  std::coroutine_handle<> next_;
  std::list<std::shared_ptr<TaskState>>::iterator place_;  // in the scheduler's list
  bool attention_ = false;  // ended, or to be killed: look at it after it has given up control
  bool kill_pending_ = false;
  bool done_ = false;
  bool killed_ = false;
  bool of_run_ = false;  // started during a run, and killed at its end
};

}  // namespace lightloop::testbench
