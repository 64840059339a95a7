// SPDX-License-Identifier: Apache-2.0
// Waiting for all of several things.
#pragma once

#include <array>
#include <cstddef>
#include <exception>
#include <string>
#include <type_traits>
#include <utility>

#include "testbenches/lib/trigger_group.hpp"

namespace lightloop::testbench {

/// `co_await Combine(join, RisingEdge(done), lambda)` goes on when each has happened once; a Task
/// (or a lambda that makes one) begins when Combine is awaited. What one of them throws ends the
/// waiting at once, and the others are withdrawn, as in First. Results are dropped.
template <Trigger... Ts>
class Combine : public detail::TriggerGroup<Combine<Ts...>, Ts...> {
  using Group = detail::TriggerGroup<Combine, Ts...>;

 public:
  // Not a requires-clause: clang 14 overlooks it when it deduces Ts.
  template <typename... As, std::enable_if_t<sizeof...(As) == sizeof...(Ts), int> = 0>
  explicit Combine(As&&... awaited) : Group(detail::as_trigger(std::forward<As>(awaited))...) {}
  Combine(Combine&&) noexcept = default;

  bool ready() const { return Group::kSize == 0; }
  void arm(Waiter& waiter) {
    waiter_ = &waiter;
    Group::each([&](auto index) {
      if (exception_) return;
      if (this->template trigger<index>().ready()) {
        take(index);
      } else {
        this->template arm_branch<index>(waiter.task());
      }
    });
    if (over()) waiter.task().scheduler().make_ready(waiter);
  }
  void result() {
    Group::withdraw();
    if (exception_) std::rethrow_exception(exception_);
  }
  std::string what() const { return "Combine(" + Group::what() + ")"; }

  void happened(std::size_t index) {
    take(index);
    if (over()) waiter_->fire();
  }

 private:
  bool over() const { return exception_ || taken_ == Group::kSize; }
  void take(std::size_t taken) {
    ++taken_;
    try {
      Group::each([&](auto index) {
        if (index == taken) static_cast<void>((this->template trigger<index>().result(), 0));
      });
    } catch (...) {
      exception_ = std::current_exception();
    }
  }

  Waiter* waiter_ = nullptr;
  std::size_t taken_ = 0;
  std::exception_ptr exception_;
};

template <typename... As>
Combine(As&&...) -> Combine<detail::AsTrigger<As>...>;

}  // namespace lightloop::testbench
