// SPDX-License-Identifier: Apache-2.0
// Waiting for the first of several things.
#pragma once

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>

#include "testbenches/lib/trigger_group.hpp"

namespace lightloop::testbench {

/// `const std::size_t which = co_await First(RisingEdge(clock), Timer(limit), join);` gives the
/// index of the first that happens; of several at the same moment, of the one whose turn comes
/// first, and of those that have happened already, of the first in the list. The others are
/// withdrawn: a Task (or a lambda that makes one) given to First is killed, while one that was
/// started by start_soon() and given as Join runs on. Throws what the first one throws. None may
/// have a result.
template <Trigger... Ts>
class First : public detail::TriggerGroup<First<Ts...>, Ts...> {
  using Group = detail::TriggerGroup<First, Ts...>;
  static_assert((std::is_void_v<TriggerResult<Ts>> && ...),
                "First takes what has no result: wrap it into a Task<> that keeps it");

 public:
  // Not a requires-clause: clang 14 overlooks it when it deduces Ts.
  template <typename... As, std::enable_if_t<sizeof...(As) == sizeof...(Ts), int> = 0>
  explicit First(As&&... awaited) : Group(detail::as_trigger(std::forward<As>(awaited))...) {}
  First(First&&) noexcept = default;

  bool ready() {
    bool any = false;
    Group::each([&](auto index) {
      if (any || !this->template trigger<index>().ready()) return;
      any = true;
      first_ = index;
    });
    return any;
  }
  void arm(Waiter& waiter) {
    waiter_ = &waiter;
    Group::each([&](auto index) { this->template arm_branch<index>(waiter.task()); });
  }
  std::size_t result() {
    Group::withdraw(first_);
    Group::each([&](auto index) {
      if (index == first_) this->template trigger<index>().result();
    });
    return first_;
  }
  std::string what() const { return "First(" + Group::what() + ")"; }

  void happened(std::size_t index) {
    first_ = index;
    waiter_->fire();
  }

 private:
  Waiter* waiter_ = nullptr;
  std::size_t first_ = 0;
};

template <typename... As>
First(As&&...) -> First<detail::AsTrigger<As>...>;

}  // namespace lightloop::testbench
