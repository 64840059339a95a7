// SPDX-License-Identifier: Apache-2.0
// The hooks themselves, called as a driver would: also those that only newer drivers need.
#include <array>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

#include "sim/xrt/compat/device_registry.hpp"
#include "tests/xrt/compat/socket_hook.hpp"
#include "tests/xrt/support/process.hpp"

namespace lightloop::xrt_compat {
namespace {

// Both ends of a connection under the name of a device's socket.
class SocketHooks : public testing::Test {
 protected:
  void open(const std::string& name) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, (directory_.path() / name).c_str(),
                 sizeof(address.sun_path) - 1);
    const auto* where = reinterpret_cast<const sockaddr*>(&address);
    const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    ASSERT_EQ(bind(listener, where, sizeof(address)), 0);
    ASSERT_EQ(listen(listener, 1), 0);
    device_ = socket(AF_UNIX, SOCK_STREAM, 0);
    ASSERT_EQ(connect(device_, where, sizeof(address)), 0);
    host_ = socket_hook<int(int, sockaddr*, socklen_t*)>("accept")(listener, nullptr, nullptr);
    ASSERT_GE(host_, 0);
    close(listener);
  }

  void open_device() {
    note_opening("device0_0_1");
    open("device0_0_1");
  }

  void TearDown() override {
    close(host_);
    close(device_);
  }

  xrt_test::ScratchDirectory directory_;
  int host_ = -1;
  int device_ = -1;
};

using Read = ssize_t(int, void*, std::size_t);
using Recv = ssize_t(int, void*, std::size_t, int);
using Send = ssize_t(int, const void*, std::size_t, int);
using Select = int(int, fd_set*, fd_set*, fd_set*, timeval*);

TEST_F(SocketHooks, ReadGivesWhatIsThere) {
  open_device();
  ASSERT_EQ(write(device_, "abc", 3), 3);
  std::array<char, 8> buffer{};
  EXPECT_EQ(socket_hook<Read>("read")(host_, buffer.data(), buffer.size()), 3);
}

TEST_F(SocketHooks, EndOfFileOfADeviceEndsTheHost) {
  open_device();
  close(device_);
  device_ = -1;
  std::string buffer(8, '\0');
  EXPECT_EXIT(socket_hook<Read>("read")(host_, buffer.data(), buffer.size()),
              testing::ExitedWithCode(3), "the device process ended while the host waited");
  EXPECT_EXIT(socket_hook<Recv>("recv")(host_, buffer.data(), buffer.size(), MSG_DONTWAIT),
              testing::ExitedWithCode(3), "the device process ended while the host waited");
  EXPECT_EXIT(socket_hook<Send>("send")(host_, "x", 1, 0), testing::ExitedWithCode(3),
              "the device process ended");
}

TEST_F(SocketHooks, EndOfFileOfTheOtherSocketIsAnErrorOnly) {
  open("D2X_unix_sock_device0_0_1");
  close(device_);
  device_ = -1;
  std::array<char, 8> buffer{};
  EXPECT_EQ(socket_hook<Read>("read")(host_, buffer.data(), buffer.size()), -1);
  EXPECT_EQ(errno, ECONNRESET);
}

TEST_F(SocketHooks, OtherSocketsAndFilesAreLeftAlone) {
  open("something_else");
  close(device_);
  device_ = -1;
  std::array<char, 8> buffer{};
  EXPECT_EQ(socket_hook<Read>("read")(host_, buffer.data(), buffer.size()), 0);
  EXPECT_EQ(socket_hook<Send>("send")(host_, "x", 1, 0), -1);
  EXPECT_EQ(errno, EPIPE);
  const int file = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  EXPECT_EQ(socket_hook<Read>("read")(file, buffer.data(), buffer.size()), 0);
  EXPECT_EQ(socket_hook<ssize_t(int, const void*, std::size_t)>("write")(file, "x", 1), 1);
  close(file);
}

TEST_F(SocketHooks, NonBlockingReceiveWaitsForTheReply) {
  open_device();
  ASSERT_EQ(fcntl(host_, F_SETFL, O_NONBLOCK), 0);
  std::thread device([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_EQ(write(device_, "abc", 3), 3);
  });
  std::array<char, 8> buffer{};
  EXPECT_EQ(socket_hook<Recv>("recv")(host_, buffer.data(), buffer.size(), MSG_DONTWAIT), 3);
  device.join();
}

TEST_F(SocketHooks, SelectDoesNotWaitOnAConnectedDevice) {
  open_device();
  fd_set readable;
  FD_ZERO(&readable);
  FD_SET(host_, &readable);
  // An hour: if it were waited for, the test's own limit would end it.
  timeval limit = {.tv_sec = 3600, .tv_usec = 0};
  EXPECT_EQ(socket_hook<Select>("select")(host_ + 1, &readable, nullptr, nullptr, &limit), 0);
  EXPECT_FALSE(FD_ISSET(host_, &readable));
}

TEST_F(SocketHooks, ACloseRequestIsNoticed) {
  open_device();
  std::array<unsigned char, 14> header{};
  header[0] = 0x09;
  header[9] = 0x15;
  header[10] = 11;  // a register read
  socket_hook<Send>("send")(host_, header.data(), header.size(), 0);
  EXPECT_FALSE(is_closing("device0_0_1"));
  header[10] = 1;
  socket_hook<Send>("send")(host_, header.data(), header.size(), 0);
  EXPECT_TRUE(is_closing("device0_0_1"));
  EXPECT_EQ(last_closed_by_this_thread(), "device0_0_1");
  note_opening("device0_0_1");
  EXPECT_FALSE(is_closing("device0_0_1"));
}

}  // namespace
}  // namespace lightloop::xrt_compat
