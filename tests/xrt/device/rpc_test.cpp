// SPDX-License-Identifier: Apache-2.0
// Every call of XRT's driver, against a real device process.
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>
#include <sys/mman.h>
#include <unistd.h>

#include "sim/xrt/device/protocol.hpp"
#include "sim/xrt/device/rpc.pb.h"
#include "tests/xrt/device/fake_driver.hpp"
#include "tests/xrt/device/fake_host.hpp"

namespace lightloop::xrt_device {
namespace {

using testing::HasSubstr;
using namespace xrt_protocol;  // NOLINT(google-build-using-namespace): the names of the calls
using namespace xrt_test;      // NOLINT(google-build-using-namespace): those of the test's device

class DeviceRpc : public testing::Test {
 protected:
  FakeHost host_{LIGHTLOOP_VADD_XCLBIN};
  Driver driver_{host_};
};

TEST_F(DeviceRpc, MemoryKeepsWhatIsWritten) {
  EXPECT_TRUE(driver_.allocate(kDdr, 8192).ok());
  driver_.write_memory(kDdr, "abcdefgh");
  driver_.write_memory(kDdr, "XY", 2);  // address + seek
  EXPECT_EQ(driver_.read_memory(kDdr, 8), "abXYefgh");
  EXPECT_EQ(driver_.read_memory(kDdr, 4, 3), "Yefg");
  EXPECT_EQ(driver_.read_memory(kDdr + 100, 3), std::string(3, '\0'));
  driver_.release(kDdr);
}

TEST_F(DeviceRpc, MemoryReachesTheEndOfAWideBank) {
  const std::uint64_t end = kDdr + (std::uint64_t{16} << 30);
  driver_.write_memory(end - 5, "12345");
  EXPECT_EQ(driver_.read_memory(end - 5, 5), "12345");
  EXPECT_FALSE(driver_.allocate(end - 4096, 8192).ok());
  EXPECT_THAT(host_.standard_error(), HasSubstr("no memory for a buffer of 8192 bytes"));
}

TEST_F(DeviceRpc, TransfersWhereNoMemoryIsAreReportedAndReadZero) {
  driver_.write_memory(0x1000, "abc");
  EXPECT_EQ(driver_.read_memory(0x1000, 3), std::string(3, '\0'));
  EXPECT_THAT(host_.standard_error(), HasSubstr("write of 3 bytes to 0x1000"));
  EXPECT_THAT(host_.standard_error(), HasSubstr("read of 3 bytes from 0x1000"));
}

TEST_F(DeviceRpc, RawAccessIsMemory) {
  rpc::AccessRequest request;
  request.set_address(kDdr + 64);
  request.set_size(4);
  request.set_data("wxyz");
  EXPECT_TRUE(host_.call<rpc::WriteReply>(kWriteRaw, request).valid());
  EXPECT_EQ(host_.call<rpc::ReadReply>(kReadRaw, request).data(), "wxyz");
  request.set_address(1);
  EXPECT_FALSE(host_.call<rpc::WriteReply>(kWriteRaw, request).valid());
}

TEST_F(DeviceRpc, KernelsAddVectors) {
  driver_.write_memory(kDdr, words(1, 3));
  driver_.write_memory(kDdr + 0x2000, words(5, 7));
  for (const std::uint64_t unit : {kUnit1, kUnit2}) {
    const std::uint64_t result = kDdr + 0x4000 + (unit - kUnit1);
    driver_.start(unit, kDdr, kDdr + 0x2000, result);
    EXPECT_GT(driver_.wait(unit), 0);
    EXPECT_EQ(driver_.read_memory(result, kBytes), words(6, 10));
  }
}

// xrt.ini [Runtime] kds=false: the register map in one request from offset 0, first without and
// then with the start bit.
TEST_F(DeviceRpc, StartsFromARegisterMapInOneRequest) {
  driver_.write_memory(kDdr, words(1, 1));
  const std::uint32_t high = kDdr >> 32;
  std::vector<std::uint32_t> map(14, 0);
  map[4] = 0;
  map[5] = high;
  map[7] = 0;
  map[8] = high;
  map[10] = 0x8000;
  map[11] = high;
  map[13] = kWords;
  EXPECT_TRUE(driver_.write_registers(kUnit1, map));
  map[0] = 1;
  EXPECT_TRUE(driver_.write_registers(kUnit1, map));
  EXPECT_GT(driver_.wait(kUnit1), 0);
  EXPECT_TRUE(driver_.write_registers(kUnit1, {0x10}));  // so does XRT after each run
  EXPECT_EQ(driver_.read_memory(kDdr + 0x8000, kBytes), words(2, 2));
}

TEST_F(DeviceRpc, RegistersOfNobodyAreInvalid) {
  EXPECT_EQ(driver_.read_register(kUnit1 + 0x34), 0U);
  EXPECT_EQ(driver_.read_register(0x100), std::nullopt);
  EXPECT_EQ(driver_.read_register(kUnit2 + 0x10000), std::nullopt);
  EXPECT_EQ(driver_.read_register(kUnit1 + 0x40), std::nullopt);  // the kernel answers SLVERR
  EXPECT_FALSE(driver_.write_registers(kUnit1 + 0x40, {1}));
  EXPECT_FALSE(driver_.write_registers(0x100, {1}));
  EXPECT_EQ(driver_.read_register(kUnit1 + 2), std::nullopt);
  EXPECT_FALSE(driver_.write_registers(kUnit1, {}));
}

TEST(DeviceHostMemory, IsReadAndWrittenThroughTheSecondSocket) {
  FakeHost host(LIGHTLOOP_VADD_HOST_MEMORY_XCLBIN);
  Driver driver(host);
  std::string memory(0x6000, '\0');
  memory.replace(0, kBytes, words(10, 1));
  memory.replace(0x2000, kBytes, words(20, 2));
  host.serve_host_memory(memory, kHost);
  driver.start(kUnit1, kHost, kHost + 0x2000, kHost + 0x4000);
  EXPECT_GT(driver.wait(kUnit1), 0);
  EXPECT_EQ(memory.substr(0x4000, kBytes), words(30, 3));
  host.call(kClose, "");
  EXPECT_EQ(host.wait_for_exit(), 0);
  EXPECT_TRUE(host.said_goodbye());
}

TEST_F(DeviceRpc, WhatTheHostRefusesIsReportedAndReadsZero) {
  std::string memory(0x1000, '\0');
  host_.serve_host_memory(memory, kHost);
  driver_.write_memory(kHost + 0x2000, "abc");
  EXPECT_EQ(driver_.read_memory(kHost + 0x2000, 3), std::string(3, '\0'));
  EXPECT_THAT(host_.standard_error(), HasSubstr("write of 3 bytes to 0x2000002000"));
  EXPECT_THAT(host_.standard_error(), HasSubstr("read of 3 bytes from 0x2000002000"));
}

TEST_F(DeviceRpc, PeerToPeerBuffersAreFilesThatBothMap) {
  const auto reply = driver_.allocate(kDdr + 0x10000, 8192, true);
  ASSERT_TRUE(reply.ok());
  const int fd = open(reply.file().c_str(), O_RDWR);
  ASSERT_GE(fd, 0) << reply.file();
  // XRT maps it executable too.
  void* mapping = mmap(nullptr, 8192, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_SHARED, fd, 0);
  close(fd);
  ASSERT_NE(mapping, MAP_FAILED);
  auto* bytes = static_cast<char*>(mapping);
  std::memcpy(bytes, words(1, 2).data(), kBytes);
  driver_.start(kUnit1, kDdr + 0x10000, kDdr + 0x10000, kDdr + 0x11000);
  EXPECT_GT(driver_.wait(kUnit1), 0);
  EXPECT_EQ(std::string(bytes + 0x1000, kBytes), words(2, 4));
  EXPECT_EQ(driver_.read_memory(kDdr + 0x11000, kBytes), words(2, 4));
  munmap(mapping, 8192);
  driver_.release(kDdr + 0x10000);
  EXPECT_FALSE(std::filesystem::exists(reply.file()));
  EXPECT_EQ(driver_.read_memory(kDdr + 0x11000, 4), std::string(4, '\0'));
}

TEST_F(DeviceRpc, ProfilingCallsGetEmptyReplies) {
  for (const std::uint32_t call : kProfiling) EXPECT_EQ(host_.call(call, ""), "") << call;
  EXPECT_EQ(host_.call(kMessages, ""), "");
  EXPECT_EQ(host_.standard_error(), "");
}

TEST_F(DeviceRpc, UnknownCallsAreReportedOnceAndAnswered) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(host_.call(4711, "anything"), "");
  EXPECT_EQ(driver_.read_register(kUnit1 + 0x34), 0U);
  EXPECT_EQ(host_.standard_error(),
            "lightloop device: XRT made call 4711, which this device does not have\n");
}

TEST_F(DeviceRpc, CloseEndsTheDeviceAndLeavesNoSockets) {
  EXPECT_TRUE(host_.call(kClose, "").has_value());
  EXPECT_EQ(host_.wait_for_exit(), 0);
  for (const auto& entry : std::filesystem::directory_iterator(host_.directory())) {
    if (entry.path().filename().string().starts_with("D2X")) continue;  // never needed
    EXPECT_FALSE(entry.is_socket()) << entry.path();
  }
}

TEST_F(DeviceRpc, TimeStandsStillWhenNothingIsAsked) {
  const std::uint64_t before = driver_.clocks();
  for (int i = 0; i < 100; ++i) driver_.clocks();
  EXPECT_EQ(driver_.clocks(), before);
}

}  // namespace
}  // namespace lightloop::xrt_device
