// SPDX-License-Identifier: Apache-2.0
// The clock that triggers refer to.
#pragma once

#include <cstdint>

#include "testbenches/lib/deadline_queue.hpp"
#include "testbenches/lib/scheduler.hpp"
#include "testbenches/lib/waiter.hpp"

namespace lightloop::testbench {

enum class ClockEdge : std::uint8_t { kRising, kFalling };

/// Counts edges and wakes those who wait for them. The bench makes the edges.
class Clock {
 public:
  Clock(std::uint64_t period_ps, std::uint64_t first_cycle)
      : period_ps_(period_ps),
        cycle_(first_cycle == 0 ? 0 : first_cycle - 1),
        rising_{.count = first_cycle},
        falling_{.count = first_cycle} {}

  /// The number of the present cycle, the first being 0. A rising edge is in the middle of its
  /// cycle; a task that it wakes sees that cycle's number.
  std::uint64_t cycle() const { return cycle_; }
  std::uint64_t period_ps() const { return period_ps_; }

  /// Waits for `edges` edges from now, at least 1. `place` is needed for more than one.
  void arm(ClockEdge edge, std::uint64_t edges, Waiter& waiter, DeadlineQueue::Place& place) {
    Edges& kind = edge == ClockEdge::kRising ? rising_ : falling_;
    if (edges == 1) {
      kind.next.push_back(waiter);
    } else {
      kind.later.arm(kind.count + edges, waiter, place);
    }
  }

  /// For the bench. Somebody waits for the next edge.
  bool awaited(ClockEdge edge) const {
    const Edges& kind = edge == ClockEdge::kRising ? rising_ : falling_;
    return !kind.next.empty();
  }
  /// For the bench. An edge: those who wait for it become ready, in the order in which they began
  /// to wait; ClockCycles counts as having begun at the edge before its last.
  void tick(ClockEdge edge, std::uint64_t cycle, Scheduler& scheduler) {
    cycle_ = cycle;
    Edges& kind = edge == ClockEdge::kRising ? rising_ : falling_;
    ++kind.count;
    scheduler.make_ready(kind.next);
    kind.later.take_due(kind.count + 1, kind.next);
  }

 private:
  struct Edges {
    std::uint64_t count = 0;
    WaiterList next{};
    DeadlineQueue later{};
  };

  std::uint64_t period_ps_;
  std::uint64_t cycle_;
  Edges rising_;
  Edges falling_;
};

}  // namespace lightloop::testbench
