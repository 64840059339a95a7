// SPDX-License-Identifier: Apache-2.0
// A flag to wait for.
#pragma once

#include <string>
#include <utility>

#include "testbenches/lib/scheduler.hpp"
#include "testbenches/lib/waiter.hpp"

namespace lightloop::testbench {

/// co_await event.wait() goes on when somebody has called set(): at once if that was before, else
/// in the same moment as set(), once the tasks that are ready already have had their turn. Stays
/// set until clear(). Bus models may set it too. Waiters of an Event that is destroyed are not
/// woken.
class Event {
 public:
  explicit Event(std::string name = "event") : name_(std::move(name)) {}

  class Wait {
   public:
    explicit Wait(Event& event) : event_(&event) {}
    bool ready() const { return event_->set_; }
    void arm(Waiter& waiter) { event_->waiters_.push_back(waiter); }
    void result() const {}
    std::string what() const { return event_->name_; }

   private:
    Event* event_;
  };

  Wait wait() { return Wait(*this); }
  void set() {
    set_ = true;
    if (!waiters_.empty()) waiters_.front().task().scheduler().make_ready(waiters_);
  }
  void clear() { set_ = false; }
  bool is_set() const { return set_; }

 private:
  std::string name_;
  WaiterList waiters_;
  bool set_ = false;
};

}  // namespace lightloop::testbench
