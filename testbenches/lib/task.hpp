// SPDX-License-Identifier: Apache-2.0
// The coroutine type of the bench.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "testbenches/lib/scheduler.hpp"
#include "testbenches/lib/trigger.hpp"

namespace lightloop::testbench {

template <typename T>
class Task;

namespace detail {

/// What all promises share: who goes on when the coroutine ends.
class PromiseBase {
 public:
  std::suspend_always initial_suspend() noexcept { return {}; }
  void unhandled_exception() noexcept { exception_ = std::current_exception(); }

  struct Final {
    bool await_ready() noexcept { return false; }
    template <typename Promise>
    void await_suspend(std::coroutine_handle<Promise> ended) noexcept {
      PromiseBase& promise = ended.promise();
      if (promise.parent_) {
        promise.task_->resume_next(promise.parent_);
      } else if (promise.waiter_ != nullptr) {
        promise.task_->scheduler().make_ready(*promise.waiter_);
      } else if (promise.outermost_) {
        promise.task_->outermost_ended();
      }
    }
    void await_resume() noexcept {}
  };
  Final final_suspend() noexcept { return {}; }

  template <typename T>
  requires Trigger<std::remove_cvref_t<T>> TriggerAwaiter<std::remove_cvref_t<T>> await_transform(
      T&& trigger) {
    return {std::forward<T>(trigger), task_};
  }
  template <typename U>
  auto await_transform(Task<U>&& child);

 protected:
  void rethrow() const {
    if (exception_) std::rethrow_exception(exception_);
  }

 private:
  template <typename T>
  friend class testbench::Task;

  TaskState* task_ = nullptr;  // the started task it is part of, from its start on
  std::coroutine_handle<> parent_;
  Waiter* waiter_ = nullptr;
  bool outermost_ = false;
  std::exception_ptr exception_;
};

template <typename T>
class Promise : public PromiseBase {
 public:
  Task<T> get_return_object();
  template <typename U>
  requires std::is_constructible_v<T, U&&>
  void return_value(U&& value) { value_.emplace(std::forward<U>(value)); }
  T take() {
    rethrow();
    return std::move(*value_);
  }

 private:
  std::optional<T> value_;
};

template <>
class Promise<void> : public PromiseBase {
 public:
  Task<void> get_return_object();
  void return_void() {}
  void take() { rethrow(); }
};

}  // namespace detail

/// A coroutine that has not begun: begins when it is awaited (co_await read_word()) or handed to
/// start_soon(), and then takes co_await of triggers and of other Tasks. Move only. A Task that is
/// destroyed destroys what is suspended in it, wherever that is. Its exceptions come out of the
/// co_await. What it refers to must outlive it: give a lambda to start_soon() itself, not its
/// result.
template <typename T = void>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::Promise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Task() {
    if (handle_) handle_.destroy();
  }

  /// For awaiters and the scheduler. Runs the coroutine for the first time, as part of `task`;
  /// false when it has ended already, otherwise `parent` is resumed when it ends.
  bool start(TaskState& task, std::coroutine_handle<> parent) {
    handle_.promise().task_ = &task;
    handle_.resume();
    if (handle_.done()) return false;
    handle_.promise().parent_ = parent;
    return true;
  }
  /// The same, with a waiter that gets its turn when the coroutine has ended.
  void start(Waiter& waiter) {
    handle_.promise().task_ = &waiter.task();
    handle_.promise().waiter_ = &waiter;
    handle_.resume();
  }
  /// The same, as the outermost coroutine of `task`.
  void start_outermost(TaskState& task) {
    handle_.promise().task_ = &task;
    handle_.promise().outermost_ = true;
    task.resume(handle_);
  }
  /// Of an ended coroutine: its value, or throws what left it. Once.
  T take() { return handle_.promise().take(); }

 private:
  friend promise_type;
  explicit Task(Handle handle) : handle_(handle) {}

  Handle handle_;
};

namespace detail {

template <typename T>
class TaskAwaiter {
 public:
  TaskAwaiter(Task<T>&& child, TaskState* task) : child_(std::move(child)), task_(task) {}
  bool await_ready() { return false; }
  bool await_suspend(std::coroutine_handle<> parent) { return child_.start(*task_, parent); }
  T await_resume() { return child_.take(); }

 private:
  Task<T> child_;
  TaskState* task_;
};

template <typename U>
auto PromiseBase::await_transform(Task<U>&& child) {
  return TaskAwaiter<U>(std::move(child), task_);
}

template <typename T>
Task<T> Promise<T>::get_return_object() {
  return Task<T>(std::coroutine_handle<Promise>::from_promise(*this));
}
inline Task<void> Promise<void>::get_return_object() {
  return Task<void>(std::coroutine_handle<Promise>::from_promise(*this));
}

}  // namespace detail

}  // namespace lightloop::testbench
