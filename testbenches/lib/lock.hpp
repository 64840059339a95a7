// SPDX-License-Identifier: Apache-2.0
// One task at a time.
#pragma once

#include <string>
#include <utility>

#include "testbenches/lib/scheduler.hpp"
#include "testbenches/lib/waiter.hpp"

namespace lightloop::testbench {

/// `const Lock::Guard guard = co_await lock.acquire();` Handed from task to task in the order in
/// which they asked. The end of the guard's life releases it, also when the task is killed. The
/// lock must outlive its guards; those who wait for one that is destroyed are not woken.
class Lock {
 public:
  explicit Lock(std::string name = "lock") : name_(std::move(name)) {}

  class [[nodiscard]] Guard {
   public:
    explicit Guard(Lock& lock) : lock_(&lock) {}
    Guard(Guard&& other) noexcept : lock_(std::exchange(other.lock_, nullptr)) {}
    Guard& operator=(Guard&& other) noexcept {
      std::swap(lock_, other.lock_);
      return *this;
    }
    ~Guard() { release(); }
    /// Before the end of its life.
    void release() {
      if (Lock* const lock = std::exchange(lock_, nullptr)) lock->release();
    }

   private:
    Lock* lock_;
  };

  class Acquire : public ListNode {
   public:
    explicit Acquire(Lock& lock) : lock_(&lock) {}
    Acquire(const Acquire& other) = default;
    Acquire& operator=(const Acquire&) = delete;
    ~Acquire() {
      if (!granted_ || !linked()) return;
      unlink();
      lock_->release();  // killed before its turn
    }
    bool ready() const { return !lock_->locked_; }
    void arm(Waiter& waiter) {
      waiter_ = &waiter;
      lock_->queue_.push_back(*this);
    }
    Guard result() {
      lock_->locked_ = true;
      granted_ = false;
      unlink();
      return Guard(*lock_);
    }
    std::string what() const { return lock_->name_; }

   private:
    friend class Lock;
    Lock* lock_;
    Waiter* waiter_ = nullptr;
    bool granted_ = false;
  };

  Acquire acquire() { return Acquire(*this); }
  bool locked() const { return locked_; }

 private:
  void release() {
    Acquire* const next = queue_.pop_front();
    if (next == nullptr) {
      locked_ = false;
      return;
    }
    next->granted_ = true;
    granted_.push_back(*next);
    next->waiter_->task().scheduler().make_ready(*next->waiter_);
  }

  std::string name_;
  bool locked_ = false;
  IntrusiveList<Acquire> queue_;
  IntrusiveList<Acquire> granted_;  // until its turn
};

}  // namespace lightloop::testbench
