// SPDX-License-Identifier: Apache-2.0
// Values from task to task.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "testbenches/lib/scheduler.hpp"
#include "testbenches/lib/waiter.hpp"

namespace lightloop::testbench {

/// First in, first out. `co_await queue.put(value)` waits while the queue is full,
/// `co_await queue.get()` while it is empty. Bus models use try_put() and try_get(). Those who wait
/// for a queue that is destroyed are not woken.
template <typename T>
class Queue {
  // Either end: whoever is woken looks again, as another may have been faster.
  class End : public ListNode {
   public:
    explicit End(Queue& queue) : queue_(&queue) {}
    /// `woken` is the queue's list of those who have not had their turn since.
    void wake(IntrusiveList<End>& woken) {
      woken_ = true;
      woken.push_back(*this);
      waiter_->task().scheduler().make_ready(*waiter_);
    }

   protected:
    End(const End&) = default;
    End& operator=(const End&) = delete;
    ~End() = default;

    void have_turn() {
      woken_ = false;
      this->unlink();
    }
    /// Killed between being woken and its turn, of a queue that is still there.
    bool missed_turn() const { return woken_ && this->linked(); }

    Queue* queue_;
    Waiter* waiter_ = nullptr;

   private:
    bool woken_ = false;
  };

 public:
  /// `capacity` 0 is without limit.
  explicit Queue(std::size_t capacity = 0, std::string name = "queue")
      : name_(std::move(name)), capacity_(capacity == 0 ? SIZE_MAX : capacity) {}

  class Get : public End {
   public:
    using End::End;
    Get(const Get&) = default;
    Get(Get&&) = default;
    ~Get() {
      if (!this->missed_turn()) return;
      this->have_turn();
      this->queue_->wake_getter();  // the entry is the next one's
    }
    bool ready() const { return !this->queue_->empty(); }
    void arm(Waiter& waiter) {
      this->waiter_ = &waiter;
      this->queue_->getters_.push_back(*this);
    }
    bool confirm(Waiter& waiter) {
      this->have_turn();
      if (ready()) return true;
      arm(waiter);
      return false;
    }
    T result() { return *this->queue_->try_get(); }
    std::string what() const { return this->queue_->name_ + " to have an entry"; }
  };

  class Put : public End {
   public:
    Put(Queue& queue, T value) : End(queue), value_(std::move(value)) {}
    Put(const Put&) = default;
    Put(Put&&) = default;
    ~Put() {
      if (!this->missed_turn()) return;
      this->have_turn();
      this->queue_->wake_putter();
    }
    bool ready() const { return !this->queue_->full(); }
    void arm(Waiter& waiter) {
      this->waiter_ = &waiter;
      this->queue_->putters_.push_back(*this);
    }
    bool confirm(Waiter& waiter) {
      this->have_turn();
      if (ready()) return true;
      arm(waiter);
      return false;
    }
    void result() { this->queue_->try_put(std::move(value_)); }
    std::string what() const { return this->queue_->name_ + " to have room"; }

   private:
    T value_;
  };

  Get get() { return Get(*this); }
  Put put(T value) { return Put(*this, std::move(value)); }

  /// False when full.
  bool try_put(T value) {
    if (full()) return false;
    values_.push_back(std::move(value));
    wake_getter();
    return true;
  }
  /// Nothing when empty.
  std::optional<T> try_get() {
    if (empty()) return std::nullopt;
    std::optional<T> value(std::move(values_.front()));
    values_.pop_front();
    wake_putter();
    return value;
  }

  std::size_t size() const { return values_.size(); }
  bool empty() const { return values_.empty(); }
  bool full() const { return values_.size() >= capacity_; }
  void clear() {
    while (try_get()) {
    }
  }

 private:
  void wake_getter() {
    if (empty()) return;
    if (Get* const getter = getters_.pop_front()) getter->wake(woken_);
  }
  void wake_putter() {
    if (full()) return;
    if (Put* const putter = putters_.pop_front()) putter->wake(woken_);
  }

  std::string name_;
  std::size_t capacity_;
  std::deque<T> values_;
  IntrusiveList<Get> getters_;
  IntrusiveList<Put> putters_;
  IntrusiveList<End> woken_;
};

}  // namespace lightloop::testbench
