// SPDX-License-Identifier: Apache-2.0
// Triggers of the phases of a moment, and of the next one.
#pragma once

#include <string>

#include "testbenches/lib/scheduler.hpp"
#include "testbenches/lib/waiter.hpp"

namespace lightloop::testbench {

/// co_await ReadWrite(): the edge or event of this moment has had its effect, the writes so far
/// too, and the model has settled. Writes settle within the same moment. Throws BenchError in the
/// ReadOnly phase.
class ReadWrite {
 public:
  bool ready() const { return false; }
  void arm(Waiter& waiter) {
    TimeSlot& slot = waiter.task().scheduler().slot();
    if (slot.phase == Phase::kReadOnly) throw BenchError("ReadWrite awaited in the ReadOnly phase");
    slot.read_write.push_back(waiter);
  }
  void result() const {}
  std::string what() const { return "ReadWrite()"; }
};

/// co_await ReadOnly(): all ports have the last value of this moment. Writes throw BenchError until
/// something else was awaited, and so does another ReadOnly.
class ReadOnly {
 public:
  bool ready() const { return false; }
  void arm(Waiter& waiter) {
    TimeSlot& slot = waiter.task().scheduler().slot();
    if (slot.phase == Phase::kReadOnly) throw BenchError("ReadOnly awaited in the ReadOnly phase");
    slot.read_only.push_back(waiter);
  }
  void result() const {}
  std::string what() const { return "ReadOnly()"; }
};

/// co_await NextTimeStep(): the next moment at which something happens: an edge of the clock, or
/// the end of a Timer.
class NextTimeStep {
 public:
  bool ready() const { return false; }
  void arm(Waiter& waiter) { waiter.task().scheduler().slot().next_time_step.push_back(waiter); }
  void result() const {}
  std::string what() const { return "NextTimeStep()"; }
};

}  // namespace lightloop::testbench
