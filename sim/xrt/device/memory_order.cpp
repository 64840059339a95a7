// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/memory_order.hpp"

#include <thread>

namespace lightloop::xrt_device {

void MemoryOrder::begin(std::span<const std::size_t> units, std::uint64_t clock) {
  for (std::size_t unit = 0; unit < progress_.size(); ++unit) leave(unit);
  for (const std::size_t unit : units) reach(unit, clock);
}

void MemoryOrder::await_turn(std::size_t unit) const {
  constexpr unsigned kLooks = 1000;  // before another thread gets this one's processor
  const std::uint64_t own = progress_[unit].clock.load(std::memory_order_relaxed);
  for (std::size_t other = 0; other < progress_.size(); ++other) {
    const std::uint64_t needed = other < unit ? own + 1 : own;
    for (unsigned looks = 0;
         other != unit && progress_[other].clock.load(std::memory_order_acquire) < needed;
         ++looks) {
      if (looks >= kLooks) std::this_thread::yield();
    }
  }
}

}  // namespace lightloop::xrt_device
