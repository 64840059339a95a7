// SPDX-License-Identifier: Apache-2.0
// Framed messages over the Unix sockets between host and device process.
//
// A frame is a header (protocol.hpp) and a payload. A host with our compatibility library offers a
// mailbox on the main socket, through which its messages go from then on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "sim/xrt/device/protocol.hpp"
#include "sim/xrt/mailbox/mailbox.hpp"

namespace lightloop::xrt_device {

/// The host has gone: its end of the socket is closed. Nothing is wrong with the device.
class HostGone : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A wait was interrupted because this process was asked to end.
class Stopped : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What came is not a frame.
class FramingError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

using xrt_protocol::kMaxPayloadBytes;

/// A file descriptor with an owner.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() { reset(); }
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    if (this != &other) {
      reset();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  void reset();
  /// Gives it up to the caller, who closes it.
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

struct Request {
  std::uint32_t call = 0;
  std::string_view payload{};  ///< valid until the next request is received
};

/// Where a reply is made.
class ReplyBuffer {
 public:
  virtual ~ReplyBuffer() = default;
  /// The place of a reply of `bytes` bytes, at most kMaxPayloadBytes; what it held before is
  /// unspecified. May be called again for another length.
  virtual std::span<std::uint8_t> resize(std::size_t bytes) = 0;
};

/// One connected stream socket. All functions throw HostGone at end of file, Stopped if a signal
/// asked this process to end (stop_requested()), FramingError for a header that is none.
class Connection {
 public:
  explicit Connection(FileDescriptor socket);
  ~Connection();
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) = delete;

  int fd() const { return socket_.get(); }

  /// Main socket: the next request of the host. Waits for ever: a host may be idle.
  Request receive_request();
  /// Main socket: where the answer to the last request is made.
  ReplyBuffer& reply();
  /// Main socket: answers the last request with what reply() was resized to.
  void send_reply();

  /// Second socket: asks the host and returns the payload of its answer, of at most `most` bytes.
  std::string call_host(std::uint32_t call, std::string_view payload,
                        std::uint64_t most = kMaxPayloadBytes);
  /// Second socket: tells the host that no more calls come. Errors are ignored.
  void say_goodbye() noexcept;

 private:
  class Reply;

  // Reads at least one byte and returns how many. Keeps a descriptor that comes along in `offered`.
  std::size_t read_some(void* data, std::size_t bytes, FileDescriptor* offered);
  void read_exactly(void* data, std::size_t bytes);
  void read_first_header(std::span<char> header);
  Request receive_from_mailbox();
  void read_payload(std::string& payload, std::uint64_t size);
  void write_frame(std::string_view header, std::string_view payload);

  FileDescriptor socket_;
  bool first_ = true;  // a mailbox is offered before the first request or never
  std::optional<xrt_mailbox::Mailbox> mailbox_;
  std::string request_;  // payloads that came over the socket
  std::unique_ptr<Reply> reply_;
};

/// Whether this side of a socket tells the other that it understands a mailbox.
enum class MailboxOffers : std::uint8_t { kUnwanted, kWelcome };

/// Connects to a listening Unix socket; invalid if nobody listens there.
FileDescriptor connect_socket(const std::filesystem::path& path,
                              MailboxOffers offers = MailboxOffers::kUnwanted);

/// Set from signal handlers; checked where the process waits or works for long.
void request_stop() noexcept;
bool stop_requested() noexcept;

}  // namespace lightloop::xrt_device
