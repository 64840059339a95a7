// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <poll.h>
#include <span>
#include <string>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sim/xrt/compat/device_registry.hpp"
#include "sim/xrt/compat/driver_hooks.hpp"
#include "sim/xrt/compat/forked_child.hpp"
#include "sim/xrt/compat/inherited_socket.hpp"
#include "sim/xrt/compat/mailbox_port.hpp"
#include "sim/xrt/compat/session.hpp"
#include "sim/xrt/compat/socket_port.hpp"
#include "sim/xrt/device/protocol.hpp"

namespace lightloop::xrt_compat {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

bool is_close_request(const void* data, std::size_t bytes) {
  return bytes == xrt_protocol::kRequestHeaderBytes && xrt_protocol::is_request_header(data) &&
         xrt_protocol::call_of(data) == xrt_protocol::kClose;
}

[[noreturn]] void end_without_device(const std::string& device, const std::string& what) {
  end_process(kDeviceFailure, what + " (device " + device + ")");
}

bool is_lost_connection(int error) { return error == EPIPE || error == ECONNRESET; }

// A read that returned `result`: true when the driver has to try again, false when it gets the
// result as it is. Does not return when the device has gone or does not answer.
class ReadJudge {
 public:
  /// `since`: when what is waited for was asked for; nothing: with the first wait.
  explicit ReadJudge(int fd, std::optional<Clock::time_point> since = std::nullopt)
      : fd_(fd), since_(since) {}

  /// A device that does something, but not what it was asked for.
  void check_time() {
    if (!socket_) socket_ = identify_socket(fd_);
    if (!since_) since_ = Clock::now();
    const seconds limit = device_limit();
    if (limit.count() > 0 && Clock::now() - *since_ >= limit)
      end_without_device(socket_->device, "the device did not answer a request within " +
                                              std::to_string(limit.count()) + " s");
  }

  bool try_again(ssize_t& result) {
    if (result > 0) return false;
    const bool lost = result == 0 || is_lost_connection(errno);
    const bool timed_out = result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    if (!lost && !timed_out) return false;
    if (!socket_) socket_ = identify_socket(fd_);
    if (socket_->role == SocketRole::kOther) return false;
    if (socket_->role == SocketRole::kDeviceToHost) {
      // Here the device asks; silence is usual. The driver reads on for ever at end of file, so
      // give it an error, which ends its thread.
      if (lost || is_closing(socket_->device)) {
        result = -1;
        errno = ECONNRESET;
        return false;
      }
      return true;
    }
    if (lost)
      end_without_device(socket_->device, "the device process ended while the host waited for it");
    check_time();
    // At once where the socket blocks; newer drivers make it non-blocking and spin.
    pollfd waiting = {.fd = fd_, .events = POLLIN, .revents = 0};
    poll(&waiting, 1, 100);
    return true;
  }

 private:
  int fd_;
  std::optional<DeviceSocket> socket_;
  std::optional<Clock::time_point> since_;
};

// A reply that comes through the mailbox; the socket is read when this side has to sleep.
ssize_t read_mailbox(MailboxPort& port, int fd, void* buffer, std::size_t bytes) {
  ReadJudge judge(fd);
  const std::size_t n = port.read({static_cast<std::byte*>(buffer), bytes}, [&] {
    char bell = 0;
    ssize_t result = ::read(fd, &bell, 1);
    judge.try_again(result);  // does not come back when the device has gone
    judge.check_time();       // nor when it rings without end
    return result == 1;
  });
  if (port.finished()) close_mailbox(fd);
  return static_cast<ssize_t>(n);
}

// The main socket of a card that another process has opened.
bool is_inherited(int fd) {
  return is_forked_child() && identify_socket(fd).role == SocketRole::kHostToDevice;
}

// Reads from a socket. A part of a message, that is what the driver asks for, is complete and sound
// before it gets it.
template <typename ReadSome>
ssize_t read_socket(int fd, void* buffer, std::size_t bytes, ReadSome read_some) {
  if (bytes == 0) return 0;
  if (is_inherited(fd))
    return static_cast<ssize_t>(read_inherited({static_cast<std::byte*>(buffer), bytes}));
  if (MailboxPort* mailbox = mailbox_port(fd)) return read_mailbox(*mailbox, fd, buffer, bytes);
  SocketPort* const port = socket_port(fd);
  const bool whole = port && port->is_whole_part(bytes);
  const std::span<std::byte> part(static_cast<std::byte*>(buffer), bytes);
  ReadJudge judge(fd, port ? port->waiting_since() : std::nullopt);
  for (std::size_t taken = 0;;) {
    ssize_t result = read_some(part.subspan(taken));
    if (judge.try_again(result)) continue;
    if (result < 0 && errno == EINTR && whole) continue;
    if (result <= 0 || !whole) return result;
    taken += static_cast<std::size_t>(result);
    if (taken == bytes) break;
    if (port->waiting_since()) judge.check_time();
  }
  port->check_read(part);
  return static_cast<ssize_t>(bytes);
}

// read: at end of file, that is when the device has died, the driver reads again for ever.
ssize_t checked_read(int fd, void* buffer, std::size_t bytes) {
  return read_socket(fd, buffer, bytes, [fd](std::span<std::byte> part) {
    return ::read(fd, part.data(), part.size());
  });
}

// recv: the same in newer drivers, which end the program with exit code 0 instead: a false pass.
ssize_t checked_recv(int fd, void* buffer, std::size_t bytes, int flags) {
  return read_socket(fd, buffer, bytes, [fd, flags](std::span<std::byte> part) {
    return ::recv(fd, part.data(), part.size(), flags);
  });
}

ssize_t checked_send(int fd, const void* data, std::size_t bytes, int flags) {
  if (is_inherited(fd))
    return static_cast<ssize_t>(write_inherited({static_cast<const std::byte*>(data), bytes}));
  if (is_close_request(data, bytes)) {
    const DeviceSocket socket = identify_socket(fd);
    if (socket.role == SocketRole::kHostToDevice) note_closing(socket.device);
  }
  if (MailboxPort* port = mailbox_port(fd))
    return static_cast<ssize_t>(port->write({static_cast<const std::byte*>(data), bytes}));
  const ssize_t written = ::send(fd, data, bytes, flags | MSG_NOSIGNAL);
  if (SocketPort* port = written > 0 ? socket_port(fd) : nullptr)
    port->note_write({static_cast<const std::byte*>(data), bytes},
                     static_cast<std::size_t>(written));
  if (written >= 0 || !is_lost_connection(errno)) return written;
  const int error = errno;
  const DeviceSocket socket = identify_socket(fd);
  if (socket.role == SocketRole::kHostToDevice)
    end_without_device(socket.device, "the device process ended while the host was running");
  errno = error;
  return written;
}

// write: to a device that has died it raises SIGPIPE, which ends the host without a word.
ssize_t checked_write(int fd, const void* data, std::size_t bytes) {
  const ssize_t written = checked_send(fd, data, bytes, 0);
  return written < 0 && errno == ENOTSOCK ? ::write(fd, data, bytes) : written;
}

// Blocking reads come back every second, so that ReadJudge can look at the clock.
void limit_reads(int fd) {
  const timeval limit = {.tv_sec = 1, .tv_usec = 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
}

void watch_socket(int fd) {
  limit_reads(fd);
  const DeviceSocket socket = identify_socket(fd);
  if (socket.role == SocketRole::kOther)
    close_socket_port(fd);
  else
    open_socket_port(fd, socket);
}

int watched_accept(int listener, sockaddr* address, socklen_t* length) {
  const int fd = ::accept(listener, address, length);
  if (fd < 0) return fd;
  watch_socket(fd);
  close_mailbox(fd);  // of a socket that had this number before
  if (identify_socket(fd).role == SocketRole::kHostToDevice) offer_mailbox(fd);
  return fd;
}

int watched_connect(int fd, const sockaddr* address, socklen_t length) {
  const int result = ::connect(fd, address, length);
  if (result == 0) watch_socket(fd);
  return result;
}

// close: the number may come back as that of a file of the program.
int watched_close(int fd) {
  close_socket_port(fd);
  return ::close(fd);
}

bool is_listening(int fd) {
  int listening = 0;
  socklen_t length = sizeof(listening);
  return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &length) == 0 && listening;
}

// Waits for a device to connect. 1: it wants to; 0: the driver's own limit is over or there is
// no point in waiting further.
int wait_for_device(int listener, const DeviceSocket& socket, milliseconds driver_limit) {
  const auto start = Clock::now();
  const bool asks_host = socket.role == SocketRole::kDeviceToHost;
  if (asks_host) note_second_socket(socket.device);
  for (;;) {
    if (asks_host && is_closing(socket.device)) return 0;
    pollfd waiting = {.fd = listener, .events = POLLIN, .revents = 0};
    if (poll(&waiting, 1, 5) > 0) return 1;
    const auto waited = Clock::now() - start;
    const auto process = device_process(socket.device);
    if (asks_host) {
      if (waited >= driver_limit) return 0;
      continue;
    }
    if (!process)
      end_without_device(socket.device, "the xclbin holds no simulation that XRT could start");
    if (process->has_ended())
      end_without_device(socket.device, "the device process ended before it connected");
    const seconds limit = device_limit();
    if (limit.count() > 0 && waited >= limit)
      end_without_device(socket.device, "the device process did not connect within " +
                                            std::to_string(limit.count()) + " s");
  }
}

// select: while a device starts, the driver waits 300 s even when it has long died; while closing,
// up to 5 s for a device that never asks anything of the host; and newer drivers wait 10 ms for
// something to read before they write a request.
int checked_select(int count, fd_set* readable, fd_set* writable, fd_set* failed, timeval* limit) {
  const int fd = count - 1;
  if (readable && limit && fd >= 0 && FD_ISSET(fd, readable)) {
    const DeviceSocket socket = identify_socket(fd);
    if (socket.role != SocketRole::kOther) {
      // On a connected socket nothing is lost by not waiting: reading waits by itself.
      const int result = is_listening(fd) ? wait_for_device(fd, socket, seconds(limit->tv_sec)) : 0;
      if (result == 0) FD_ZERO(readable);
      return result;
    }
  }
  return ::select(count, readable, writable, failed, limit);
}

}  // namespace

std::span<const Redirect> socket_hooks() {
  static const std::array<Redirect, 8> table = {{
      {"read", hook_address(checked_read)},
      {"recv", hook_address(checked_recv)},
      {"write", hook_address(checked_write)},
      {"send", hook_address(checked_send)},
      {"accept", hook_address(watched_accept)},
      {"connect", hook_address(watched_connect)},
      {"close", hook_address(watched_close)},
      {"select", hook_address(checked_select)},
  }};
  return table;
}

}  // namespace lightloop::xrt_compat
