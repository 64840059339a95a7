// SPDX-License-Identifier: Apache-2.0
// The driver's end of a mailbox: to the driver it looks like the socket.
//
// The driver writes a header of 14 bytes and a payload, and reads a header of 9 bytes and a
// payload. A port takes these writes and reads apart and carries the messages through the mailbox.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <sys/types.h>

#include "sim/xrt/compat/reply_check.hpp"
#include "sim/xrt/device/protocol.hpp"
#include "sim/xrt/mailbox/mailbox.hpp"

namespace lightloop::xrt_compat {

class MailboxPort {
 public:
  /// `socket` belongs to the driver.
  MailboxPort(int socket, xrt_mailbox::Mailbox mailbox)
      : socket_(socket), mailbox_(std::move(mailbox)) {}

  /// As write(): takes all of `data`, parts of a request. Ends the process when the driver sends
  /// what is no request.
  std::size_t write(std::span<const std::byte> data);
  /// As read(): fills as much of `data` as there is of the reply. `wait` waits for and takes one
  /// byte of the socket.
  std::size_t read(std::span<std::byte> data, const xrt_mailbox::WaitForDoorbell& wait);
  /// The driver has read the answer to its last request, which closes the device.
  bool finished() const;

 private:
  std::size_t take_header(std::span<const std::byte> data);
  std::size_t take_payload(std::span<const std::byte> data);
  std::uint32_t call() const;
  void post(std::size_t bytes);
  void begin_reply(std::uint64_t bytes);

  int socket_;
  xrt_mailbox::Mailbox mailbox_;
  std::array<std::byte, xrt_protocol::kRequestHeaderBytes> request_header_{};
  std::size_t request_header_taken_ = 0;
  std::size_t payload_bytes_ = 0;
  std::size_t payload_taken_ = 0;
  ReplyCheck reply_check_;
  std::array<std::byte, xrt_protocol::kReplyHeaderBytes> reply_header_{};
  std::span<const std::byte> reply_header_left_{};
  std::span<const std::byte> reply_left_{};
};

/// Offers a mailbox to the device at the other end of `socket`, which the host has just accepted.
/// Does nothing if that device does not know mailboxes, or there is no memory.
void offer_mailbox(int socket);

/// The port of a socket; nothing if its messages go through the socket itself. It stays valid until
/// the next offer_mailbox() or close_mailbox() for the same descriptor.
MailboxPort* mailbox_port(int socket);

/// The driver is done with the socket: its number may come back as another one's.
void close_mailbox(int socket);

}  // namespace lightloop::xrt_compat
