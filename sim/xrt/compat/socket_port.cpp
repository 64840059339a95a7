// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/socket_port.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>

#include "sim/xrt/compat/session.hpp"

namespace lightloop::xrt_compat {
namespace {

// A header is a tag and the payload's size in 8 bytes, and but for replies of the device a second
// tag and the number of the call in 4.
constexpr std::size_t kRequestHeaderBytes = 14;
constexpr std::size_t kReplyHeaderBytes = 9;
constexpr std::byte kSizeTag{0x09};
constexpr std::byte kCallTag{0x15};

// By descriptor. Sockets beyond it go unchecked.
constexpr std::size_t kMostSockets = 1024;
std::array<std::atomic<SocketPort*>, kMostSockets> ports;

template <typename Number>
Number number_at(std::span<const std::byte> bytes, std::size_t offset) {
  Number number = 0;
  std::memcpy(&number, bytes.subspan(offset).data(), sizeof number);
  return number;
}

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
      request_bytes_ = number_at<std::uint64_t>(data, 1);
      request_call_ = number_at<std::uint32_t>(data, 10);
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
  if (header[0] != kSizeTag || (!is_main() && header[9] != kCallTag)) refuse("what is no message");
  payload_bytes_ = number_at<std::uint64_t>(header, 1);
  if (!is_main()) device_call_ = number_at<std::uint32_t>(header, 10);
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
