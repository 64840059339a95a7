// SPDX-License-Identifier: Apache-2.0
// Waiting, but not for ever.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>

#include "testbenches/lib/trigger_group.hpp"

namespace lightloop::testbench {

/// What was waited for did not happen in time; the message names both.
class TimeoutError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

namespace detail {

template <Trigger T, Trigger Limit>
class Timeout : public TriggerGroup<Timeout<T, Limit>, T, Limit> {
  using Group = TriggerGroup<Timeout, T, Limit>;

 public:
  Timeout(T awaited, Limit limit) : Group(std::move(awaited), std::move(limit)) {}
  Timeout(Timeout&&) noexcept = default;

  bool ready() { return this->template trigger<0>().ready(); }
  void arm(Waiter& waiter) {
    waiter_ = &waiter;
    this->template arm_branch<0>(waiter.task());
    this->template arm_branch<1>(waiter.task());
  }
  TriggerResult<T> result() {
    if (first_ == 0) {
      Group::withdraw(0);
      return this->template trigger<0>().result();
    }
    const std::string message = this->template trigger<0>().what() + " did not happen within " +
                                this->template trigger<1>().what();
    Group::withdraw();
    throw TimeoutError(message);
  }
  std::string what() const { return Group::what(); }

  void happened(std::size_t index) {
    first_ = index;
    waiter_->fire();
  }

 private:
  Waiter* waiter_ = nullptr;
  std::size_t first_ = 0;
};

}  // namespace detail

/// `co_await with_timeout(queue.get(), ClockCycles(clock, 100))` or `Timer(time)`: gives the result
/// of what is awaited (a trigger, a Task, or a lambda that makes one), or throws TimeoutError, and
/// withdraws it as First does. When both happen at one moment, the one whose turn comes first wins.
template <typename A, Trigger Limit>
auto with_timeout(A&& awaited, Limit limit) {
  using T = detail::AsTrigger<A>;
  return detail::Timeout<T, Limit>(detail::as_trigger(std::forward<A>(awaited)), std::move(limit));
}

}  // namespace lightloop::testbench
