// SPDX-License-Identifier: Apache-2.0
// What start_soon() gives back.
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "testbenches/lib/scheduler.hpp"
#include "testbenches/lib/task.hpp"

namespace lightloop::testbench {

/// The result of a task was asked for that had been killed.
class TaskKilled : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

namespace detail {

/// The scheduler's share of a started Task<T>.
template <typename T>
class StartedTask final : public TaskState {
 public:
  using Result = std::conditional_t<std::is_void_v<T>, bool, T>;

  StartedTask(Scheduler& scheduler, Task<T> task, std::string name)
      : TaskState(scheduler, std::move(name)), task_(std::move(task)) {}

  const std::optional<Result>& value() const { return value_; }

  void fire() override { task_->start_outermost(*this); }

 private:
  std::exception_ptr collect() override {
    std::exception_ptr exception;
    try {
      if constexpr (std::is_void_v<T>) {
        task_->take();
      } else {
        value_.emplace(task_->take());
      }
    } catch (...) {
      exception = std::current_exception();
    }
    task_.reset();
    return exception;
  }
  void destroy() override { task_.reset(); }

  std::optional<Task<T>> task_;
  std::optional<Result> value_;
};

}  // namespace detail

/// Handle of a started task, copied freely; the task lives without it. co_await join waits for its
/// end and gives its result, or throws what left it; any number of tasks may. After kill() a
/// Task<> gives its end, a Task<T> throws TaskKilled.
template <typename T = void>
class Join {
 public:
  explicit Join(std::shared_ptr<detail::StartedTask<T>> state) : state_(std::move(state)) {}

  bool done() const { return state_->done(); }
  /// Ends the task where it is suspended, with what it awaits; its locals are destroyed. A task
  /// that kills itself ends when it is suspended next. No effect on one that has ended.
  void kill() {
    if (!done()) state_->scheduler().kill(*state_);
  }

  bool ready() const { return done(); }
  void arm(Waiter& waiter) { state_->joiners().push_back(waiter); }
  T result() const {
    if (state_->exception()) std::rethrow_exception(state_->exception());
    if constexpr (!std::is_void_v<T>) {
      if (!state_->value()) throw TaskKilled(state_->name() + " was killed");
      return *state_->value();
    }
  }
  std::string what() const { return "the end of " + state_->name(); }

 private:
  std::shared_ptr<detail::StartedTask<T>> state_;
};

/// Lets a task run beside the others, from its first turn on; see Scheduler::start().
template <typename T>
Join<T> start_soon(Scheduler& scheduler, Task<T> task, std::string name) {
  auto state =
      std::make_shared<detail::StartedTask<T>>(scheduler, std::move(task), std::move(name));
  scheduler.start(state);
  return Join<T>(std::move(state));
}

/// A function that makes a Task.
template <typename F>
concept TaskFunction = requires(F function) {
  Join(start_soon(std::declval<Scheduler&>(), function(), ""));
};

/// The Task of a function object, which lives as long as the Task: what a lambda captured is there
/// when the coroutine, later, uses it.
template <TaskFunction F>
auto keep_function(F function) -> decltype(function()) {
  co_return co_await function();
}

}  // namespace lightloop::testbench
