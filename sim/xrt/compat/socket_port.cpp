// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/socket_port.hpp"

#include <algorithm>
#include <array>
#include <atomic>

#include "sim/xrt/compat/session.hpp"
#include "sim/xrt/device/protocol.hpp"

namespace lightloop::xrt_compat {
namespace {

using xrt_protocol::call_of;
using xrt_protocol::kReplyHeaderBytes;
using xrt_protocol::kRequestHeaderBytes;
using xrt_protocol::payload_bytes_of;

// By descriptor. Sockets beyond it go unchecked.
constexpr std::size_t kMostSockets = 1024;
std::array<std::atomic<SocketPort*>, kMostSockets> ports;

}  // namespace

std::size_t SocketPort::header_bytes() const {
  return is_main() ? kReplyHeaderBytes : kRequestHeaderBytes;
}

void SocketPort::refuse(const std::string& fault) const {
  end_process(kDeviceFailure, "the device sent " + fault + " (device " + socket_.device + ")");
}

void SocketPort::note_write(std::span<const std::byte> data, std::size_t written) {
  if (!is_main()) return;
  if (left_to_write_ == 0) {
    // A part begins, and all of it is here, however much of it the socket took.
    if (writing_ == Part::kHeader) {
      if (data.size() != kRequestHeaderBytes) return;
      request_bytes_ = payload_bytes_of(data.data());
      request_call_ = call_of(data.data());
      left_to_write_ = kRequestHeaderBytes;
    } else {
      reply_check_ = ReplyCheck(request_call_, data);
      left_to_write_ = request_bytes_;
    }
  }
  left_to_write_ -= std::min<std::uint64_t>(left_to_write_, written);
  if (left_to_write_ != 0) return;
  if (writing_ == Part::kHeader && request_bytes_ != 0) {
    writing_ = Part::kPayload;
    return;
  }
  if (request_bytes_ == 0) reply_check_ = ReplyCheck(request_call_, {});
  writing_ = Part::kHeader;
  reading_ = Part::kHeader;
  asked_ = std::chrono::steady_clock::now();
}

bool SocketPort::is_whole_part(std::size_t bytes) const {
  return bytes == (reading_ == Part::kHeader ? header_bytes() : payload_bytes_);
}

void SocketPort::check_header(std::span<const std::byte> header) {
  if (!(is_main() ? xrt_protocol::is_reply_header(header.data())
                  : xrt_protocol::is_request_header(header.data())))
    refuse("what is no message");
  payload_bytes_ = payload_bytes_of(header.data());
  if (!is_main()) device_call_ = call_of(header.data());
  const std::string fault = is_main() ? reply_check_.fault_of_length(payload_bytes_)
                                      : fault_of_device_request(device_call_, payload_bytes_);
  if (!fault.empty()) refuse(fault);
}

void SocketPort::check_read(std::span<const std::byte> part) {
  if (reading_ == Part::kHeader) {
    check_header(part);
    if (payload_bytes_ != 0) {
      reading_ = Part::kPayload;
      return;
    }
    part = {};
  }
  const std::string fault =
      is_main() ? reply_check_.fault(part) : fault_of_device_request(device_call_, part);
  if (!fault.empty()) refuse(fault);
  reading_ = Part::kHeader;
  asked_.reset();
}

void open_socket_port(int fd, DeviceSocket socket) {
  close_socket_port(fd);
  if (fd >= 0 && static_cast<std::size_t>(fd) < kMostSockets)
    ports[static_cast<std::size_t>(fd)] = new SocketPort(std::move(socket));  // NOLINT: see below
}

SocketPort* socket_port(int fd) {
  return fd >= 0 && static_cast<std::size_t>(fd) < kMostSockets
             ? ports[static_cast<std::size_t>(fd)].load()
             : nullptr;
}

// Only when the driver is done with it, so nobody else is using it.
void close_socket_port(int fd) {
  if (fd >= 0 && static_cast<std::size_t>(fd) < kMostSockets)
    delete ports[static_cast<std::size_t>(fd)].exchange(nullptr);  // NOLINT
}

}  // namespace lightloop::xrt_compat
