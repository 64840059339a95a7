// SPDX-License-Identifier: Apache-2.0
// Several things waited for at once: what First, Combine and with_timeout share.
#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "testbenches/lib/join.hpp"
#include "testbenches/lib/task.hpp"
#include "testbenches/lib/trigger.hpp"

namespace lightloop::testbench::detail {

/// A Task as a trigger: it begins when armed, and is destroyed with the trigger.
template <typename T>
class TaskTrigger {
 public:
  explicit TaskTrigger(Task<T> task) : task_(std::move(task)) {}
  bool ready() const { return false; }
  void arm(Waiter& waiter) { task_.start(waiter); }
  T result() { return task_.take(); }
  std::string what() const { return "the end of a task"; }

 private:
  Task<T> task_;
};

template <Trigger T>
T as_trigger(T trigger) {
  return trigger;
}
template <typename T>
TaskTrigger<T> as_trigger(Task<T> task) {
  return TaskTrigger<T>(std::move(task));
}
template <TaskFunction F>
auto as_trigger(F function) {
  return as_trigger(keep_function(std::move(function)));
}

/// The trigger type for whatever is given to First and the others: a trigger, a Task, or a lambda
/// that makes one.
template <typename T>
using AsTrigger = decltype(as_trigger(std::declval<T>()));

/// Owns the triggers and a waiter for each, which calls Owner::happened(index). Moved freely until
/// armed.
template <typename Owner, Trigger... Ts>
class TriggerGroup {
 public:
  static constexpr std::size_t kSize = sizeof...(Ts);

  TriggerGroup& operator=(TriggerGroup&&) = delete;

  std::string what() const {
    std::string text;
    each([&](auto index) {
      text += (text.empty() ? "" : ", ") + std::get<index>(triggers_)->what();
    });
    return text;
  }

 protected:
  ~TriggerGroup() = default;

  /// Calls function(std::integral_constant) for each index.
  template <typename Function>
  static void each(Function function) {
    [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
      (function(std::integral_constant<std::size_t, kIndex>{}), ...);
    }
    (std::make_index_sequence<kSize>{});
  }

  template <std::size_t kIndex>
  auto& trigger() {
    return *std::get<kIndex>(triggers_);
  }

  template <std::size_t kIndex>
  void arm_branch(TaskState& task) {
    std::get<kIndex>(branches_).emplace(*static_cast<Owner*>(this), trigger<kIndex>(), kIndex,
                                        task);
    trigger<kIndex>().arm(*std::get<kIndex>(branches_));
  }

  /// Ends the waiting, all but that of `kept`.
  void withdraw(std::size_t kept = kSize) {
    each([&](auto index) {
      if (index == kept) return;
      std::get<index>(triggers_).reset();
      std::get<index>(branches_).reset();
    });
  }

 private:
  friend Owner;  // and nobody else makes one
  explicit TriggerGroup(Ts... triggers) : triggers_(std::move(triggers)...) {}
  TriggerGroup(TriggerGroup&& other) noexcept : triggers_(std::move(other.triggers_)) {}

  template <Trigger T>
  class Branch final : public Waiter {
   public:
    Branch(Owner& owner, T& trigger, std::size_t index, TaskState& task)
        : Waiter(&task), owner_(&owner), trigger_(&trigger), index_(index) {}
    ~Branch() { task().waits_no_more(*this); }
    Branch(const Branch&) = delete;
    Branch& operator=(const Branch&) = delete;

    void fire() override {
      if (confirm(*trigger_, *this)) owner_->happened(index_);
    }
    std::string what() const override { return trigger_->what(); }

   private:
    Owner* owner_;
    T* trigger_;
    std::size_t index_;
  };

  std::tuple<std::optional<Ts>...> triggers_;
  std::tuple<std::optional<Branch<Ts>>...> branches_;
};

}  // namespace lightloop::testbench::detail
