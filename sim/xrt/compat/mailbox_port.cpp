// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/mailbox_port.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <mutex>
#include <new>
#include <sys/socket.h>
#include <sys/un.h>
#include <utility>

#include "sim/xrt/compat/read_request.hpp"
#include "sim/xrt/compat/session.hpp"

namespace lightloop::xrt_compat {
namespace {

using xrt_mailbox::Mailbox;

// By descriptor. Sockets beyond it go without a mailbox.
constexpr std::size_t kMostSockets = 1024;
std::array<std::atomic<MailboxPort*>, kMostSockets> ports;

std::atomic<MailboxPort*>* place_of(int socket) {
  return socket >= 0 && static_cast<std::size_t>(socket) < kMostSockets
             ? &ports[static_cast<std::size_t>(socket)]
             : nullptr;
}

bool knows_mailboxes(int socket) {
  sockaddr_un name{};
  socklen_t length = sizeof name;
  if (getpeername(socket, reinterpret_cast<sockaddr*>(&name), &length) != 0) return false;
  const std::size_t bytes =
      length > offsetof(sockaddr_un, sun_path) ? length - offsetof(sockaddr_un, sun_path) : 0;
  return std::string_view(name.sun_path, std::min(bytes, sizeof name.sun_path))
      .starts_with(xrt_mailbox::kDeviceName);
}

void copy(std::span<std::byte> to, std::span<const std::byte> from) {
  if (!from.empty()) std::memcpy(to.data(), from.data(), from.size());
}

}  // namespace

std::uint32_t MailboxPort::call() const { return xrt_protocol::call_of(request_header_.data()); }

bool MailboxPort::finished() const {
  return call() == xrt_protocol::kClose && request_header_taken_ == 0 &&
         reply_header_left_.empty() && reply_left_.empty();
}

std::size_t MailboxPort::take_header(std::span<const std::byte> data) {
  const std::size_t n = std::min(data.size(), request_header_.size() - request_header_taken_);
  copy(std::span(request_header_).subspan(request_header_taken_), data.first(n));
  request_header_taken_ += n;
  if (request_header_taken_ < request_header_.size()) return n;
  const std::uint64_t size = xrt_protocol::payload_bytes_of(request_header_.data());
  if (!xrt_protocol::is_request_header(request_header_.data()) || size > xrt_mailbox::kCapacity)
    end_process(kDeviceFailure, "XRT's emulation driver sent a message of " + std::to_string(size) +
                                    " bytes, expected at most " +
                                    std::to_string(xrt_mailbox::kCapacity));
  payload_bytes_ = static_cast<std::size_t>(size);
  payload_taken_ = 0;
  if (payload_bytes_ == 0) {
    reply_check_ = ReplyCheck(call(), {});
    post(0);
  }
  return n;
}

std::size_t MailboxPort::take_payload(std::span<const std::byte> data) {
  const std::size_t n = std::min(data.size(), payload_bytes_ - payload_taken_);
  if (n == payload_bytes_) reply_check_ = ReplyCheck(call(), data.first(n));
  if (call() == xrt_protocol::kReadMemory && n == payload_bytes_) {
    // Most of it is what the buffer held before, which nobody asks for.
    post(copy_read_request(data.first(n), mailbox_.request_area()));
    return n;
  }
  copy(mailbox_.request_area().subspan(payload_taken_), data.first(n));
  payload_taken_ += n;
  if (payload_taken_ == payload_bytes_) {
    if (n != payload_bytes_)
      reply_check_ = ReplyCheck(call(), mailbox_.request_area().first(payload_bytes_));
    post(payload_bytes_);
  }
  return n;
}

void MailboxPort::post(std::size_t bytes) {
  request_header_taken_ = 0;
  mailbox_.post_request({.call = call(), .bytes = bytes}, [this] {
    const char bell = 0;
    ::send(socket_, &bell, 1, MSG_NOSIGNAL);
  });
}

std::size_t MailboxPort::write(std::span<const std::byte> data) {
  const std::size_t all = data.size();
  while (!data.empty())
    data = data.subspan(request_header_taken_ < request_header_.size() ? take_header(data)
                                                                       : take_payload(data));
  return all;
}

void MailboxPort::begin_reply(std::uint64_t bytes) {
  const auto reply = mailbox_.reply_area();
  std::string fault = reply_check_.fault_of_length(bytes);
  if (fault.empty() && bytes > reply.size())
    fault = "a reply of " + std::to_string(bytes) + " bytes";
  if (!fault.empty()) end_process(kDeviceFailure, "the device announced " + fault);
  fault = reply_check_.fault(reply.first(static_cast<std::size_t>(bytes)));
  if (!fault.empty()) end_process(kDeviceFailure, "the device sent " + fault);
  std::memcpy(reply_header_.data(), xrt_protocol::make_header(bytes, 0).data(),
              reply_header_.size());
  reply_header_left_ = reply_header_;
  reply_left_ = mailbox_.reply_area().first(static_cast<std::size_t>(bytes));
}

std::size_t MailboxPort::read(std::span<std::byte> data, const xrt_mailbox::WaitForDoorbell& wait) {
  if (reply_header_left_.empty() && reply_left_.empty()) begin_reply(mailbox_.await_reply(wait));
  auto& left = reply_header_left_.empty() ? reply_left_ : reply_header_left_;
  const std::size_t n = std::min(data.size(), left.size());
  copy(data, left.first(n));
  left = left.subspan(n);
  return n;
}

void offer_mailbox(int socket) {
  std::atomic<MailboxPort*>* place = place_of(socket);
  if (place == nullptr) return;
  if (!knows_mailboxes(socket)) return;
  auto mailbox = Mailbox::create();
  if (!mailbox || !xrt_mailbox::send_mailbox(socket, *mailbox)) return;
  place->store(new MailboxPort(socket, std::move(*mailbox)));  // NOLINT: see close_mailbox()
}

MailboxPort* mailbox_port(int socket) {
  std::atomic<MailboxPort*>* place = place_of(socket);
  return place == nullptr ? nullptr : place->load();
}

// Only when the driver is done with it, so nobody else is using it.
void close_mailbox(int socket) {
  if (std::atomic<MailboxPort*>* place = place_of(socket))
    delete place->exchange(nullptr);  // NOLINT
}

}  // namespace lightloop::xrt_compat
