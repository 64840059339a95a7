// SPDX-License-Identifier: Apache-2.0
// The driver's end of a socket to a device: knows where in a message the two are, so that a message
// is complete and sound before the driver sees it, or the process ends with a word.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "sim/xrt/compat/device_registry.hpp"
#include "sim/xrt/compat/reply_check.hpp"

namespace lightloop::xrt_compat {

class SocketPort {
 public:
  explicit SocketPort(DeviceSocket socket) : socket_(std::move(socket)) {}

  /// The driver writes `data`, of which the first `written` bytes have gone.
  void note_write(std::span<const std::byte> data, std::size_t written);

  /// True if what the driver wants to read is all of a header or of a payload, which then has to be
  /// complete.
  bool is_whole_part(std::size_t bytes) const;

  /// A whole part that has been read. Ends the process if it is none.
  void check_read(std::span<const std::byte> part);

  /// When the message that is being waited for was asked for; nothing if none was.
  std::optional<std::chrono::steady_clock::time_point> waiting_since() const { return asked_; }

 private:
  enum class Part : std::uint8_t { kHeader, kPayload };

  bool is_main() const { return socket_.role == SocketRole::kHostToDevice; }
  std::size_t header_bytes() const;
  void check_header(std::span<const std::byte> header);
  [[noreturn]] void refuse(const std::string& fault) const;

  DeviceSocket socket_;
  // What the driver writes on the main socket: a request.
  Part writing_ = Part::kHeader;
  std::uint64_t left_to_write_ = 0;
  std::uint64_t request_bytes_ = 0;
  std::uint32_t request_call_ = 0;
  ReplyCheck reply_check_;
  std::optional<std::chrono::steady_clock::time_point> asked_;
  // What it reads: a reply, or on the other socket a request of the device.
  Part reading_ = Part::kHeader;
  std::uint64_t payload_bytes_ = 0;
  std::uint32_t device_call_ = 0;
};

/// Gives a port to a socket that has just been connected, in place of one that had its number.
void open_socket_port(int fd, DeviceSocket socket);

/// The port of a socket; null if it has none. It stays valid until the next open_socket_port() or
/// close_socket_port() for the same descriptor.
SocketPort* socket_port(int fd);

/// The driver is done with the socket: its number may come back as another one's.
void close_socket_port(int fd);

}  // namespace lightloop::xrt_compat
