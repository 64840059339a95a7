// SPDX-License-Identifier: Apache-2.0
// The present moment of simulated time: its phases, and who waits for which.
#pragma once

#include <cstdint>

#include "testbenches/lib/deadline_queue.hpp"
#include "testbenches/lib/intrusive_list.hpp"
#include "testbenches/lib/waiter.hpp"
#include "testbenches/lib/watch.hpp"
#include "testbenches/lib/write_buffer.hpp"

namespace lightloop::testbench {

/// The phases of a moment, in their order.
enum class Phase : std::uint8_t {
  kActive,     ///< edges, timers and port changes wake tasks; writes wait
  kReadWrite,  ///< the writes so far have taken effect and the model has settled; may write again
  kReadOnly,   ///< everything has its last value of this moment; no writes
};

/// Triggers put their waiters here; the model's clock loop (SlotRunner) empties it.
struct TimeSlot {
  std::uint64_t now_ps = 0;
  Phase phase = Phase::kActive;
  WriteBuffer writes;
  WaiterList next_time_step;
  WaiterList read_write;
  WaiterList read_only;
  IntrusiveList<Watch> watches;
  DeadlineQueue timers;  ///< by picosecond

  /// Somebody will look at the model before the moment is over.
  bool observed() const { return !read_write.empty() || !read_only.empty() || !watches.empty(); }
};

}  // namespace lightloop::testbench
