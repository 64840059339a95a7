// SPDX-License-Identifier: Apache-2.0
// One direction of a mailbox, in memory that two processes share: one posts, the other one awaits.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace lightloop::xrt_mailbox {

/// Reads the doorbell: waits for one byte on the socket and takes it. Ends in an exception or ends
/// the process when the other side has gone; may come back early without a byte (false).
using WaitForDoorbell = std::function<bool()>;
/// Writes one byte to the socket. Errors do not matter: a side that has gone is noticed by reading.
using RingDoorbell = std::function<void()>;

class Slot {
 public:
  /// Poster: makes the next message visible. wake() must follow.
  void publish(std::uint32_t call, std::uint64_t bytes);
  /// Poster: rings if the other side has fallen asleep. It may be late: the other side may have
  /// taken the message meanwhile and be waiting for the next one.
  void wake(const RingDoorbell& ring);

  /// Receiver: returns when more than `taken` messages have been published. Exactly one byte is
  /// taken for each ring. Throws what `wait` throws.
  void await(std::uint32_t taken, const WaitForDoorbell& wait);
  std::uint32_t call() const { return call_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  static constexpr std::size_t kCacheLine = 64;

  alignas(kCacheLine) std::atomic<std::uint32_t> published_{0};
  std::uint32_t call_ = 0;
  std::uint64_t bytes_ = 0;
  alignas(kCacheLine) std::atomic<std::uint32_t> asleep_{0};  // taken away by who will ring
};
static_assert(std::atomic<std::uint32_t>::is_always_lock_free);

}  // namespace lightloop::xrt_mailbox
