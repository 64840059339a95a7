// SPDX-License-Identifier: Apache-2.0
// Waiting for simulated time to pass.
#pragma once

#include <string>

#include "sim/verilated/systemc.hpp"
#include "testbenches/lib/scheduler.hpp"

namespace lightloop::testbench {

/// co_await Timer(duration), in steps of 1 ps. A timer that ends at the time of a clock edge wakes
/// its task before those that wait for the edge, with the values before it; what the task writes
/// takes effect after the edge. Throws BenchError when the duration is 0.
class Timer {
 public:
  explicit Timer(const sc_core::sc_time& duration) : duration_(duration) {}

  bool ready() const {
    if (duration_ == sc_core::SC_ZERO_TIME) throw BenchError("Timer of no time");
    return false;
  }
  void arm(Waiter& waiter) {
    TimeSlot& slot = waiter.task().scheduler().slot();
    slot.timers.arm(slot.now_ps + duration_.value(), waiter, place_);
  }
  void result() const {}
  std::string what() const { return "Timer(" + duration_.to_string() + ")"; }

 private:
  sc_core::sc_time duration_;
  DeadlineQueue::Place place_;
};

}  // namespace lightloop::testbench
