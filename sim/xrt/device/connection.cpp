// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/connection.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

namespace lightloop::xrt_device {
namespace {

constexpr std::size_t kReplyHeaderBytes = 9;
constexpr std::size_t kRequestHeaderBytes = 14;
constexpr char kSizeTag = 0x09;  // field 1, fixed64
constexpr char kCallTag = 0x15;  // field 2, fixed32
constexpr std::uint32_t kGoodbyeCall = 1;

using Header = std::array<char, kRequestHeaderBytes>;

Header make_header(std::uint64_t size, std::uint32_t call) {
  Header header{};
  header[0] = kSizeTag;
  std::memcpy(&header[1], &size, sizeof size);
  header[9] = kCallTag;
  std::memcpy(&header[10], &call, sizeof call);
  return header;
}

std::uint64_t payload_size(const Header& header) {
  std::uint64_t size = 0;
  std::memcpy(&size, &header[1], sizeof size);
  if (header[0] != kSizeTag || header[9] != kCallTag) {
    throw FramingError(fmt::format(
        "malformed message header: tags {:#04x} and {:#04x}, expected {:#04x} and {:#04x}",
        static_cast<unsigned char>(header[0]), static_cast<unsigned char>(header[9]), kSizeTag,
        kCallTag));
  }
  if (size > kMaxPayloadBytes) {
    throw FramingError(
        fmt::format("message of {} bytes, expected at most {}", size, kMaxPayloadBytes));
  }
  return size;
}

volatile std::sig_atomic_t g_stop = 0;

}  // namespace

void request_stop() noexcept { g_stop = 1; }
bool stop_requested() noexcept { return g_stop != 0; }

void FileDescriptor::reset() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

void Connection::read_exactly(void* data, std::size_t bytes) {
  auto* target = static_cast<char*>(data);
  while (bytes != 0) {
    const ssize_t n = ::read(socket_.get(), target, bytes);
    if (n < 0 && errno == EINTR) {
      if (stop_requested()) throw Stopped("asked to end");
      continue;
    }
    if (n <= 0) throw HostGone("the host closed the connection");
    target += n;
    bytes -= static_cast<std::size_t>(n);
  }
}

void Connection::write_frame(std::string_view header, std::string_view payload) {
  while (!header.empty() || !payload.empty()) {
    std::array<iovec, 2> parts{iovec{const_cast<char*>(header.data()), header.size()},
                               iovec{const_cast<char*>(payload.data()), payload.size()}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    const ssize_t n = ::sendmsg(socket_.get(), &message, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) {
      if (stop_requested()) throw Stopped("asked to end");
      continue;
    }
    if (n <= 0) throw HostGone("the host closed the connection");
    auto written = static_cast<std::size_t>(n);
    const std::size_t of_header = std::min(written, header.size());
    header.remove_prefix(of_header);
    payload.remove_prefix(written - of_header);
  }
}

void Connection::receive_request(Request& request) {
  Header header{};
  read_exactly(header.data(), header.size());
  request.payload.resize(payload_size(header));
  std::memcpy(&request.call, &header[10], sizeof request.call);
  read_exactly(request.payload.data(), request.payload.size());
}

void Connection::send_reply(std::string_view payload) {
  const Header header = make_header(payload.size(), 0);
  write_frame({header.data(), kReplyHeaderBytes}, payload);
}

std::string Connection::call_host(std::uint32_t call, std::string_view payload) {
  const Header header = make_header(payload.size(), call);
  write_frame({header.data(), header.size()}, payload);
  Header answer{};
  read_exactly(answer.data(), answer.size());
  std::string result(payload_size(answer), '\0');
  read_exactly(result.data(), result.size());
  return result;
}

void Connection::say_goodbye() noexcept {
  try {
    const Header header = make_header(0, kGoodbyeCall);
    write_frame({header.data(), header.size()}, {});
  } catch (const std::exception&) {
    // The host has gone already.
  }
}

FileDescriptor connect_socket(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  // XRT cuts longer paths in the same place.
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.valid() ||
      ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return {};
  }
  return socket;
}

}  // namespace lightloop::xrt_device
