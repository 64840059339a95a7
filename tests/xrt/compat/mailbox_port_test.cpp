// SPDX-License-Identifier: Apache-2.0
// The driver's calls on a socket whose device knows mailboxes, and what that device sees.
#include "sim/xrt/compat/mailbox_port.hpp"

#include <array>
#include <cstring>
#include <gtest/gtest.h>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

#include "sim/xrt/compat/device_registry.hpp"
#include "sim/xrt/compat/read_request.hpp"
#include "sim/xrt/device/protocol.hpp"
#include "sim/xrt/mailbox/mailbox.hpp"
#include "tests/xrt/compat/socket_hook.hpp"
#include "tests/xrt/support/process.hpp"

namespace lightloop::xrt_compat {
namespace {

using xrt_mailbox::Mailbox;

constexpr const char* kDevice = "device0_0_7";

std::string header(std::uint64_t size, std::uint32_t call) {
  const xrt_protocol::Header bytes = xrt_protocol::make_header(size, call);
  return {bytes.data(), bytes.size()};
}

std::string_view text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class MailboxSocket : public testing::Test {
 protected:
  void open(bool knows_mailboxes) {
    note_opening(kDevice);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, (directory_.path() / kDevice).c_str(),
                 sizeof(address.sun_path) - 1);
    const auto* where = reinterpret_cast<const sockaddr*>(&address);
    const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    ASSERT_EQ(bind(listener, where, sizeof(address)), 0);
    ASSERT_EQ(listen(listener, 1), 0);
    device_ = socket(AF_UNIX, SOCK_STREAM, 0);
    if (knows_mailboxes) {
      sockaddr_un name{};
      name.sun_family = AF_UNIX;
      const std::string own = std::string(xrt_mailbox::kDeviceName) + std::to_string(getpid());
      std::memcpy(name.sun_path, own.data(), own.size());
      ASSERT_EQ(bind(device_, reinterpret_cast<const sockaddr*>(&name),
                     static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + own.size())),
                0);
    }
    ASSERT_EQ(connect(device_, where, sizeof(address)), 0);
    host_ = socket_hook<int(int, sockaddr*, socklen_t*)>("accept")(listener, nullptr, nullptr);
    ASSERT_GE(host_, 0);
    close(listener);
    if (knows_mailboxes) take_offer();
  }

  void take_offer() {
    char offer = 0;
    iovec part{&offer, 1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> ancillary{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = ancillary.data();
    message.msg_controllen = ancillary.size();
    ASSERT_EQ(recvmsg(device_, &message, 0), 1);
    ASSERT_EQ(offer, xrt_mailbox::kOffer);
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
    mailbox_.emplace(Mailbox::attach(fd));
  }

  void send(std::string_view bytes) {
    ASSERT_EQ(socket_hook<ssize_t(int, const void*, std::size_t)>("write")(host_, bytes.data(),
                                                                           bytes.size()),
              static_cast<ssize_t>(bytes.size()));
  }
  std::string receive(std::size_t bytes) {
    std::string buffer(bytes, '\0');
    const ssize_t n =
        socket_hook<ssize_t(int, void*, std::size_t)>("read")(host_, buffer.data(), bytes);
    buffer.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    return buffer;
  }
  Mailbox::Request next_request() {
    return mailbox_->await_request([&] {
      char bell = 0;
      return read(device_, &bell, 1) == 1;
    });
  }
  void answer(std::string_view reply) {
    std::memcpy(mailbox_->reply_area().data(), reply.data(), reply.size());
    mailbox_->post_reply(reply.size(), [] {});
  }

  void TearDown() override {
    close_mailbox(host_);
    close(host_);
    close(device_);
  }

  xrt_test::ScratchDirectory directory_;
  int host_ = -1;
  int device_ = -1;
  std::optional<Mailbox> mailbox_;
};

TEST_F(MailboxSocket, ARequestAndItsReplyGoThroughIt) {
  open(true);
  send(header(5, 9));
  send("abcde");
  const auto request = next_request();
  EXPECT_EQ(request.call, 9U);
  EXPECT_EQ(text(mailbox_->request_area().first(request.bytes)), "abcde");
  answer("xyz");
  EXPECT_EQ(receive(9), std::string("\x09\x03\0\0\0\0\0\0\0", 9));
  EXPECT_EQ(receive(100), "xyz");
}

TEST_F(MailboxSocket, PiecesOfAnyLengthMakeTheSameMessage) {
  open(true);
  const std::string message = header(5, 9) + "abcde";
  for (const char byte : message) send({&byte, 1});
  const auto request = next_request();
  EXPECT_EQ(request.call, 9U);
  EXPECT_EQ(text(mailbox_->request_area().first(request.bytes)), "abcde");
  answer("xyz");
  std::string reply;
  for (int i = 0; i < 12; ++i) reply += receive(1);
  EXPECT_EQ(reply, std::string("\x09\x03\0\0\0\0\0\0\0xyz", 12));
}

TEST_F(MailboxSocket, EmptyMessagesAreMessages) {
  open(true);
  for (std::uint32_t call = 14; call < 18; ++call) {
    send(header(0, call));
    const auto request = next_request();
    EXPECT_EQ(request.call, call);
    EXPECT_EQ(request.bytes, 0U);
    answer("");
    EXPECT_EQ(receive(9), std::string("\x09\0\0\0\0\0\0\0\0", 9));
  }
}

TEST_F(MailboxSocket, AfterTheDeviceIsClosedTheSocketIsASocketAgain) {
  open(true);
  send(header(2, 1));
  send("cl");
  EXPECT_EQ(next_request().call, 1U);
  EXPECT_TRUE(is_closing(kDevice));
  answer("ok");
  EXPECT_EQ(receive(9).size(), 9U);
  EXPECT_NE(mailbox_port(host_), nullptr);
  EXPECT_EQ(receive(2), "ok");
  EXPECT_EQ(mailbox_port(host_), nullptr);
}

TEST_F(MailboxSocket, ADeviceThatDoesNotKnowItIsOfferedNothing) {
  open(false);
  EXPECT_EQ(mailbox_port(host_), nullptr);
  send("abc");
  std::array<char, 8> buffer{};
  EXPECT_EQ(read(device_, buffer.data(), buffer.size()), 3);
}

TEST_F(MailboxSocket, TheEndOfTheDeviceEndsTheHost) {
  open(true);
  close(device_);
  device_ = -1;
  send(header(0, 17));
  EXPECT_EXIT(receive(9), testing::ExitedWithCode(3),
              "the device process ended while the host waited");
}

TEST_F(MailboxSocket, LengthsBeyondReasonEndTheHost) {
  open(true);
  EXPECT_EXIT(send(header(std::uint64_t{1} << 40, 6)), testing::ExitedWithCode(3),
              "message of 1099511627776 bytes, expected at most 1073741824");
}

// The driver would take as many bytes from it as it asked for.
TEST_F(MailboxSocket, ARegisterWithoutItsBytesEndsTheHost) {
  open(true);
  send(header(2, 11));
  send("\x18\x04");  // size 4
  next_request();
  answer("\x08\x01");  // valid, no data
  EXPECT_EXIT(receive(9), testing::ExitedWithCode(3), "a reply with 0 bytes of registers");
}

class AnnouncedLength : public MailboxSocket, public testing::WithParamInterface<std::uint64_t> {};

TEST_P(AnnouncedLength, BeyondReasonEndsTheHost) {
  open(true);
  mailbox_->post_reply(GetParam(), [] {});
  EXPECT_EXIT(receive(9), testing::ExitedWithCode(3),
              "the device announced a reply of " + std::to_string(GetParam()) + " bytes");
}

INSTANTIATE_TEST_SUITE_P(Lengths, AnnouncedLength,
                         testing::Values(std::uint64_t{xrt_mailbox::kCapacity} + 1,
                                         std::uint64_t{1} << 40, ~std::uint64_t{0}));

// ---- what is left out of a request to read device memory ----

std::vector<std::byte> bytes_of(std::string_view characters) {
  const auto bytes = std::as_bytes(std::span(characters));
  return {bytes.begin(), bytes.end()};
}

std::string copied(std::string_view request) {
  std::vector<std::byte> to(request.size());
  to.resize(copy_read_request(bytes_of(request), to));
  return std::string(text(to));
}

TEST(ReadRequest, LosesItsLongFieldsOnly) {
  const std::string handle = "\x12\x02hd";
  const std::string data = "\x1a\xc8\x01" + std::string(200, 's');
  const std::string numbers = "\x20\x80\x80\x04\x28\x05\x30\x01\x38\x7f";
  const std::string fixed = "\x41" + std::string(8, 'q') + "\x4d" + std::string(4, 'd');
  EXPECT_EQ(copied(handle + data + numbers + fixed), handle + numbers + fixed);
  EXPECT_EQ(copied(handle + numbers), handle + numbers);
  EXPECT_EQ(copied(""), "");
}

TEST(ReadRequest, WhatIsNoMessageStaysAsItIs) {
  for (const std::string_view damaged :
       {std::string_view("\x1a\xff\xff\xff\xff\x0f"
                         "abc"),
        std::string_view("\x0f\x01"), std::string_view("\x20"), std::string_view("\x41\x01\x02"),
        std::string_view("\x4d\x01"),
        std::string_view("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80")}) {
    EXPECT_EQ(copied(damaged), damaged);
  }
}

}  // namespace
}  // namespace lightloop::xrt_compat
