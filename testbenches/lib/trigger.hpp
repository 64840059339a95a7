// SPDX-License-Identifier: Apache-2.0
// What a task can co_await besides another task.
#pragma once

#include <concepts>
#include <coroutine>
#include <string>
#include <utility>

#include "testbenches/lib/task_state.hpp"
#include "testbenches/lib/waiter.hpp"

namespace lightloop::testbench {

/// A description of something to wait for; copied or moved freely until it is armed, then it stays
/// where it is, and its destructor withdraws it.
///   ready()    it has happened already: the task goes on without being suspended
///   arm(w)     sees to it that the scheduler gets `w` (Scheduler::make_ready) when it happens
///   result()   what co_await returns, called once afterwards; may throw
///   what()     for messages
/// Optional: bool confirm(w), called when the turn of `w` has come. False: it armed itself again,
/// because another task was faster.
template <typename T>
concept Trigger = requires(T trigger, Waiter& waiter) {
  { trigger.ready() } -> std::convertible_to<bool>;
  trigger.arm(waiter);
  trigger.result();
  { trigger.what() } -> std::convertible_to<std::string>;
};

/// What co_await returns for a trigger.
template <Trigger T>
using TriggerResult = decltype(std::declval<T&>().result());

template <Trigger T>
bool confirm(T& trigger, Waiter& waiter) {
  if constexpr (requires { trigger.confirm(waiter); }) {
    return trigger.confirm(waiter);
  } else {
    return true;
  }
}

/// What the compiler makes of `co_await trigger`: the trigger and its waiter in the coroutine
/// frame.
template <Trigger T>
class TriggerAwaiter final : public Waiter {
 public:
  TriggerAwaiter(T&& trigger, TaskState* task) : Waiter(task), trigger_(std::move(trigger)) {}
  TriggerAwaiter(const T& trigger, TaskState* task) : Waiter(task), trigger_(trigger) {}
  ~TriggerAwaiter() { task().waits_no_more(*this); }
  TriggerAwaiter(const TriggerAwaiter&) = delete;
  TriggerAwaiter& operator=(const TriggerAwaiter&) = delete;

  bool await_ready() { return trigger_.ready(); }
  void await_suspend(std::coroutine_handle<> self) {
    self_ = self;
    trigger_.arm(*this);
    task().waits_for(*this);
  }
  decltype(auto) await_resume() { return trigger_.result(); }

  void fire() override {
    if (confirm(trigger_, *this)) task().resume(self_);
  }
  std::string what() const override { return trigger_.what(); }

 private:
  T trigger_;
  std::coroutine_handle<> self_;
};

}  // namespace lightloop::testbench
