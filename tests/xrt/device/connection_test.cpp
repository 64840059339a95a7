// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/connection.hpp"

#include <array>
#include <cstring>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace lightloop::xrt_device {
namespace {

constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20;

long peak_memory_kib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

class ConnectionTest : public testing::Test {
 protected:
  void SetUp() override {
    std::array<int, 2> ends{};
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    host_ = FileDescriptor(ends[0]);
    device_ = std::make_unique<Connection>(FileDescriptor(ends[1]));
  }
  void send(const std::string& bytes) {
    for (std::size_t sent = 0; sent < bytes.size();) {
      const ssize_t n = write(host_.get(), bytes.data() + sent, bytes.size() - sent);
      ASSERT_GT(n, 0);
      sent += static_cast<std::size_t>(n);
    }
  }
  static std::string header(std::uint64_t size, std::uint32_t call) {
    std::string bytes(14, '\0');
    bytes[0] = 0x09;
    std::memcpy(&bytes[1], &size, sizeof size);
    bytes[9] = 0x15;
    std::memcpy(&bytes[10], &call, sizeof call);
    return bytes;
  }

  FileDescriptor host_;
  std::unique_ptr<Connection> device_;
};

TEST_F(ConnectionTest, ReceivesRequestsOfAnySizeOneAfterTheOther) {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{3}, kMebibyte + 1, std::size_t{7}, 9 * kMebibyte,
        std::size_t{0}, 2 * kMebibyte, kMebibyte, std::size_t{1}}) {
    std::string payload(size, '\0');
    for (std::size_t i = 0; i < size; ++i) payload[i] = static_cast<char>(i * 31 >> 3);
    const std::jthread sender([&] { send(header(size, 5) + payload); });
    const Request request = device_->receive_request();
    EXPECT_EQ(request.call, 5U);
    EXPECT_TRUE(request.payload == payload) << size;
  }
}

// What a host announces costs nothing until it comes.
TEST_F(ConnectionTest, TakesNoMemoryForWhatIsOnlyAnnounced) {
  send(header(kMaxPayloadBytes, 6) + "some bytes");
  host_.reset();
  const long before = peak_memory_kib();
  EXPECT_THROW(device_->receive_request(), HostGone);
  EXPECT_LT(peak_memory_kib() - before, 32 * 1024);
}

TEST_F(ConnectionTest, TakesNoLongerAnswerThanWasAskedFor) {
  send(header(101, 0) + std::string(101, 'x'));
  EXPECT_THROW(device_->call_host(34, "", 100), FramingError);
}

TEST_F(ConnectionTest, RefusesLengthsBeyondTheLimit) {
  for (const std::uint64_t size : {kMaxPayloadBytes + 1, std::uint64_t{1} << 31,
                                   std::uint64_t{1} << 40, std::uint64_t{1} << 63, UINT64_MAX}) {
    SetUp();
    send(header(size, 6));
    EXPECT_THROW(device_->receive_request(), FramingError) << size;
  }
}

}  // namespace
}  // namespace lightloop::xrt_device
