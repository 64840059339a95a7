// SPDX-License-Identifier: Apache-2.0
// Who is to be woken at which time or cycle, soonest first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "testbenches/lib/waiter.hpp"

namespace lightloop::testbench {

/// Binary heap of waiters by deadline; equal deadlines in the order of arming. Memory grows to the
/// largest number of deadlines at one time, and stays.
class DeadlineQueue {
 public:
  /// The place of one waiter in the queue, kept beside the waiter; its destructor withdraws it.
  /// Stays where it is while armed; a copy is not armed.
  class Place {
   public:
    Place() = default;
    Place(const Place& /*other*/) {}
    Place& operator=(const Place&) = delete;
    ~Place() {
      if (queue_ != nullptr) queue_->remove(index_);
    }

   private:
    friend class DeadlineQueue;
    DeadlineQueue* queue_ = nullptr;
    std::size_t index_ = 0;
  };

  static constexpr std::uint64_t kNever = UINT64_MAX;

  DeadlineQueue() = default;
  ~DeadlineQueue() {
    for (Entry& entry : heap_) entry.place->queue_ = nullptr;
  }
  DeadlineQueue(const DeadlineQueue&) = delete;
  DeadlineQueue& operator=(const DeadlineQueue&) = delete;

  void arm(std::uint64_t deadline, Waiter& waiter, Place& place) {
    heap_.push_back({deadline, armed_++, &waiter, &place});
    place.queue_ = this;
    place.index_ = heap_.size() - 1;
    rise(heap_.size() - 1);
  }

  /// The soonest deadline; kNever when there is none.
  std::uint64_t next() const { return heap_.empty() ? kNever : heap_.front().deadline; }

  /// Takes out all whose deadline is not after `now`, and appends them to `due`.
  void take_due(std::uint64_t now, WaiterList& due) {
    while (next() <= now) {
      due.push_back(*heap_.front().waiter);
      remove(0);
    }
  }

 private:
  struct Entry {
    std::uint64_t deadline;
    std::uint64_t order;
    Waiter* waiter;
    Place* place;
    bool before(const Entry& other) const {
      return deadline != other.deadline ? deadline < other.deadline : order < other.order;
    }
  };

  void put(std::size_t index, const Entry& entry) {
    heap_[index] = entry;
    entry.place->index_ = index;
  }

  void rise(std::size_t index) {
    const Entry entry = heap_[index];
    while (index > 0 && entry.before(heap_[(index - 1) / 2])) {
      put(index, heap_[(index - 1) / 2]);
      index = (index - 1) / 2;
    }
    put(index, entry);
  }

  void sink(std::size_t index) {
    const Entry entry = heap_[index];
    for (std::size_t child = 2 * index + 1; child < heap_.size(); child = 2 * index + 1) {
      if (child + 1 < heap_.size() && heap_[child + 1].before(heap_[child])) ++child;
      if (!heap_[child].before(entry)) break;
      put(index, heap_[child]);
      index = child;
    }
    put(index, entry);
  }

  void remove(std::size_t index) {
    heap_[index].place->queue_ = nullptr;
    const Entry last = heap_.back();
    heap_.pop_back();
    if (index == heap_.size()) return;
    put(index, last);
    rise(index);
    sink(last.place->index_);
  }

  std::vector<Entry> heap_;
  std::uint64_t armed_ = 0;
};

}  // namespace lightloop::testbench
