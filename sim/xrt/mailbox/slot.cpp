// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/mailbox/slot.hpp"

#include <chrono>
#include <sched.h>

namespace lightloop::xrt_mailbox {
namespace {

using Clock = std::chrono::steady_clock;

// Longer than the other side takes for a register, shorter than anybody notices.
constexpr std::chrono::microseconds kSpin(60);

// On one processor the other side cannot post while this one looks.
bool may_spin() {
  cpu_set_t processors;
  return sched_getaffinity(0, sizeof processors, &processors) == 0 && CPU_COUNT(&processors) > 1;
}

void pause_briefly() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

template <class Ready>
bool spin_until(Ready ready) {
  static const bool allowed = may_spin();
  if (ready()) return true;
  if (!allowed) return false;
  const auto end = Clock::now() + kSpin;
  do {
    constexpr int kLooks = 32;  // about a microsecond
    for (int i = 0; i < kLooks; ++i) {
      if (ready()) return true;
      pause_briefly();
    }
    // The other side may have been woken on this very processor, and waits for it.
    sched_yield();
  } while (Clock::now() < end);
  return false;
}

}  // namespace

void Slot::publish(std::uint32_t call, std::uint64_t bytes) {
  call_ = call;
  bytes_ = bytes;
  published_.fetch_add(1);
}

void Slot::wake(const RingDoorbell& ring) {
  if (asleep_.exchange(0) != 0) ring();
}

void Slot::await(std::uint32_t taken, const WaitForDoorbell& wait) {
  const auto published = [&] { return published_.load() != taken; };
  if (spin_until(published)) return;
  // More than once only when it was woken for the message before, by a late wake().
  while (!published()) {
    asleep_.store(1);
    bool rung = false;
    while (!rung && !published()) rung = wait();
    // Whoever takes the mark away decides about the byte.
    if (!rung && asleep_.exchange(0) == 0) {
      while (!wait()) {
      }
    }
  }
}

}  // namespace lightloop::xrt_mailbox
