// SPDX-License-Identifier: Apache-2.0
// A quick way for the messages between a host and its device process: shared memory.
//
// The socket between the two stays what it is: it tells each side of the other's end, and it wakes
// the side that sleeps. Only the messages no longer go through it. The compatibility library offers
// a mailbox to a device that knows what that is; every other pair of host and device talks over the
// socket alone.
//
//     host                              device
//     Mailbox::create()
//     send_mailbox(socket) ------------> first bytes on the socket carry a descriptor
//                                       Mailbox::attach()
//     post_request() ---- request ----> await_request()
//     await_reply()  <---- reply ------ post_reply()
//
// One message at a time: the driver asks and waits for the answer.
//
// Waiting: a side looks at the mailbox for some time without falling asleep, which spares the two
// wake-ups that cost more than most calls. Then it says that it sleeps and reads one byte from the
// socket, the doorbell, which the other side writes when it has posted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "sim/xrt/mailbox/slot.hpp"

namespace lightloop::xrt_mailbox {

/// The longest message. Address space: only what messages have used is backed by memory.
inline constexpr std::size_t kCapacity = std::size_t{1} << 30;

/// The byte that comes with the mailbox's descriptor. No message begins with it.
inline constexpr char kOffer = 'M';

/// The socket of a device that understands the offer is bound to an abstract name that begins so.
inline constexpr std::string_view kDeviceName{"\0lightloop-mailbox-2-", 21};

/// One mapping of the shared memory. Both sides have one each.
class Mailbox {
 public:
  /// Host: a new mailbox, empty. Nothing where the system refuses the memory.
  static std::optional<Mailbox> create();
  /// Device: the mailbox behind a descriptor, which is closed. Throws std::runtime_error if it
  /// cannot be mapped, is none of ours, or can change its size: where it ended early, an access
  /// would end the process.
  static Mailbox attach(int fd);

  Mailbox(Mailbox&& other) noexcept;
  Mailbox& operator=(Mailbox&& other) noexcept;
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;
  ~Mailbox();

  /// The descriptor to send to the device, owned by the mailbox; -1 on the device's side.
  int fd() const { return fd_; }

  /// Where messages lie, kCapacity bytes each.
  std::span<std::byte> request_area() const;
  std::span<std::byte> reply_area() const;

  struct Request {
    std::uint32_t call = 0;
    std::size_t bytes = 0;  ///< of request_area()
  };

  /// Host: hands over the request whose payload is in request_area().
  void post_request(const Request& request, const RingDoorbell& ring);
  /// Device: waits for the next request. Throws std::runtime_error if its length is beyond the
  /// area, and what `wait` throws.
  Request await_request(const WaitForDoorbell& wait);

  /// Device: hands over the reply whose payload is in reply_area().
  void post_reply(std::size_t bytes, const RingDoorbell& ring);
  /// Host: waits for the reply to the last request; its length, which the caller has to check
  /// against kCapacity: it is what the device says. Throws what `wait` throws.
  std::uint64_t await_reply(const WaitForDoorbell& wait);

 private:
  struct Control;
  Mailbox(int fd, std::byte* memory) : fd_(fd), memory_(memory) {}
  static std::byte* map(int fd);
  Control& control() const;
  void release() noexcept;

  int fd_ = -1;
  std::byte* memory_ = nullptr;
  std::uint32_t requests_ = 0;  // posted or taken by this side
  std::uint32_t replies_ = 0;
};

/// Sends `mailbox` over the socket to the device. False: it could not be sent, nothing was.
bool send_mailbox(int socket, const Mailbox& mailbox);

}  // namespace lightloop::xrt_mailbox
