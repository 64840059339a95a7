// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/connection.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

namespace lightloop::xrt_device {
namespace {

using xrt_protocol::Header;
using xrt_protocol::kReplyHeaderBytes;
using xrt_protocol::make_header;
constexpr std::uint64_t kFirstRoomBytes = std::uint64_t{1} << 20;

void check_size(std::uint64_t size, std::uint64_t most) {
  if (size > most) {
    throw FramingError(fmt::format("message of {} bytes, expected at most {}", size, most));
  }
}

std::uint64_t payload_size(const Header& header, std::uint64_t most) {
  if (!xrt_protocol::is_request_header(header.data())) {
    throw FramingError(fmt::format(
        "malformed message header: tags {:#04x} and {:#04x}, expected {:#04x} and {:#04x}",
        static_cast<unsigned char>(header[0]), static_cast<unsigned char>(header[9]),
        xrt_protocol::kSizeTag, xrt_protocol::kCallTag));
  }
  const std::uint64_t size = xrt_protocol::payload_bytes_of(header.data());
  check_size(size, most);
  return size;
}

volatile std::sig_atomic_t g_stop = 0;

// The descriptor in the ancillary data of a message; invalid if there is none.
FileDescriptor descriptor_of(msghdr& message) {
  const cmsghdr* part = CMSG_FIRSTHDR(&message);
  if (part == nullptr || part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS ||
      part->cmsg_len != CMSG_LEN(sizeof(int))) {
    return {};
  }
  int fd = -1;
  std::memcpy(&fd, CMSG_DATA(part), sizeof fd);
  return FileDescriptor(fd);
}

// A name of its own, in the abstract name space: nothing that would have to be removed.
void bind_device_name(int socket) {
  static std::atomic<unsigned> count{0};
  const std::string name =
      std::string(xrt_mailbox::kDeviceName) + fmt::format("{}-{}", getpid(), count++);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, name.data(), name.size());
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  // Without the name no mailbox is offered, and all works the same.
  static_cast<void>(bind(socket, reinterpret_cast<const sockaddr*>(&address), length));
}

}  // namespace

void request_stop() noexcept { g_stop = 1; }
bool stop_requested() noexcept { return g_stop != 0; }

void FileDescriptor::reset() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

class Connection::Reply final : public ReplyBuffer {
 public:
  explicit Reply(const std::optional<xrt_mailbox::Mailbox>& mailbox) : mailbox_(mailbox) {}

  std::span<std::uint8_t> resize(std::size_t bytes) override {
    size_ = bytes;
    if (mailbox_) {
      if (bytes > xrt_mailbox::kCapacity)
        throw FramingError(
            fmt::format("reply of {} bytes, expected at most {}", bytes, xrt_mailbox::kCapacity));
      const auto area = mailbox_->reply_area().first(bytes);
      return {reinterpret_cast<std::uint8_t*>(area.data()), area.size()};
    }
    own_.resize(std::max(own_.size(), bytes));
    return {reinterpret_cast<std::uint8_t*>(own_.data()), bytes};
  }

  std::size_t size() const { return size_; }
  std::string_view own() const { return std::string_view(own_).substr(0, size_); }

 private:
  const std::optional<xrt_mailbox::Mailbox>& mailbox_;
  std::string own_;  // never shrinks: growing again would fill it again
  std::size_t size_ = 0;
};

Connection::Connection(FileDescriptor socket)
    : socket_(std::move(socket)), reply_(std::make_unique<Reply>(mailbox_)) {}
Connection::~Connection() = default;

// Before the first request only: the reply refers to the mailbox.
Connection::Connection(Connection&& other) noexcept : Connection(std::move(other.socket_)) {}

std::size_t Connection::read_some(void* data, std::size_t bytes, FileDescriptor* offered) {
  iovec part{data, bytes};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> ancillary{};
  for (;;) {
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (offered != nullptr) {
      message.msg_control = ancillary.data();
      message.msg_controllen = ancillary.size();
    }
    const ssize_t n = ::recvmsg(socket_.get(), &message, MSG_CMSG_CLOEXEC);
    if (n < 0 && errno == EINTR) {
      if (stop_requested()) throw Stopped("asked to end");
      continue;
    }
    if (n <= 0) throw HostGone("the host closed the connection");
    if (offered != nullptr) *offered = descriptor_of(message);
    return static_cast<std::size_t>(n);
  }
}

void Connection::read_exactly(void* data, std::size_t bytes) {
  auto* target = static_cast<char*>(data);
  while (bytes != 0) {
    const std::size_t n = read_some(target, bytes, nullptr);
    target += n;
    bytes -= n;
  }
}

// What a host sends first is its request, or, with our compatibility library, a mailbox.
void Connection::read_first_header(std::span<char> header) {
  first_ = false;
  FileDescriptor offered;
  const std::size_t n = read_some(header.data(), 1, &offered);
  if (offered.valid() && header[0] == xrt_mailbox::kOffer) {
    mailbox_ = xrt_mailbox::Mailbox::attach(offered.release());
  } else {
    read_exactly(&header[n], header.size() - n);
  }
}

Request Connection::receive_from_mailbox() {
  const auto request = mailbox_->await_request([this] {
    char bell = 0;
    return read_some(&bell, 1, nullptr) == 1;
  });
  check_size(request.bytes, kMaxPayloadBytes);
  const auto payload = mailbox_->request_area().first(request.bytes);
  return {.call = request.call,
          .payload = {reinterpret_cast<const char*>(payload.data()), payload.size()}};
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

// Takes memory for what has come, not for what was announced.
void Connection::read_payload(std::string& payload, std::uint64_t size) {
  std::uint64_t room = std::max<std::uint64_t>(payload.size(), kFirstRoomBytes);
  for (std::uint64_t done = 0; done < size || payload.size() > size; room *= 2) {
    payload.resize(std::min(size, room));
    read_exactly(payload.data() + done, payload.size() - done);
    done = payload.size();
  }
}

Request Connection::receive_request() {
  Header header{};
  if (first_) {
    read_first_header(header);
  } else if (!mailbox_) {
    read_exactly(header.data(), header.size());
  }
  if (mailbox_) return receive_from_mailbox();
  Request request;
  request.call = xrt_protocol::call_of(header.data());
  read_payload(request_, payload_size(header, kMaxPayloadBytes));
  request.payload = request_;
  return request;
}

ReplyBuffer& Connection::reply() { return *reply_; }

void Connection::send_reply() {
  if (mailbox_) {
    mailbox_->post_reply(reply_->size(), [this] {
      const char bell = 0;
      ::send(socket_.get(), &bell, 1, MSG_NOSIGNAL);
    });
    return;
  }
  const std::string_view payload = reply_->own();
  const Header header = make_header(payload.size(), 0);
  write_frame({header.data(), kReplyHeaderBytes}, payload);
}

std::string Connection::call_host(std::uint32_t call, std::string_view payload,
                                  std::uint64_t most) {
  const Header header = make_header(payload.size(), call);
  write_frame({header.data(), header.size()}, payload);
  Header answer{};
  read_exactly(answer.data(), answer.size());
  std::string result;
  read_payload(result, payload_size(answer, most));
  return result;
}

void Connection::say_goodbye() noexcept {
  try {
    const Header header = make_header(0, xrt_protocol::kGoodbye);
    write_frame({header.data(), header.size()}, {});
  } catch (const std::exception&) {
    // The host has gone already.
  }
}

FileDescriptor connect_socket(const std::filesystem::path& path, MailboxOffers offers) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  // XRT cuts longer paths in the same place.
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.valid() && offers == MailboxOffers::kWelcome) bind_device_name(socket.get());
  if (!socket.valid() ||
      ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return {};
  }
  return socket;
}

}  // namespace lightloop::xrt_device
