// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/device_memory.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

#include "tests/xrt/support/process.hpp"

namespace lightloop::xrt_device {
namespace {

using bus::AxiResponse;
using Bytes = std::vector<std::uint8_t>;
using Kind = MemoryDescription::Kind;

// Answers every read with the low byte of its address.
struct EchoMemory final : bus::Memory {
  AxiResponse read(std::uint64_t address, std::span<std::uint8_t> data) override {
    for (auto& byte : data) byte = static_cast<std::uint8_t>(address++);
    return AxiResponse::kOkay;
  }
  AxiResponse write(std::uint64_t, std::span<const std::uint8_t>) override {
    return AxiResponse::kSlvErr;
  }
};

class DeviceMemoryTest : public testing::Test {
 protected:
  EchoMemory host_;
  // Two neighbours, a gap, and the host's bank.
  DeviceMemory memory_{{{"DDR[0]", Kind::kDevice, 0x10000, 0x10000},
                        {"DDR[1]", Kind::kDevice, 0x20000, 0x10000},
                        {"HOST[0]", Kind::kHost, 0x80000, 0x10000}},
                       host_};
};

TEST_F(DeviceMemoryTest, CrossesNeighbouringBanks) {
  const Bytes data{1, 2, 3, 4};
  EXPECT_EQ(memory_.write(0x1FFFE, data), AxiResponse::kOkay);
  Bytes read(4);
  EXPECT_EQ(memory_.read(0x1FFFE, read), AxiResponse::kOkay);
  EXPECT_EQ(read, data);
}

TEST_F(DeviceMemoryTest, GapsAreDecErrAndNothingIsStored) {
  Bytes data{9, 9};
  EXPECT_EQ(memory_.write(0x2FFFF, data), AxiResponse::kDecErr);
  EXPECT_EQ(memory_.read(0x2FFFF, data), AxiResponse::kDecErr);
  Bytes last(1);
  EXPECT_EQ(memory_.read(0x2FFFF, last), AxiResponse::kOkay);
  EXPECT_EQ(last[0], 0);
  EXPECT_FALSE(memory_.contains(0x2FFFF, 2));
  EXPECT_FALSE(memory_.contains(UINT64_MAX, 2));
  EXPECT_TRUE(memory_.contains(0x10000, 0x20000));
}

TEST_F(DeviceMemoryTest, HostBankAsksTheHost) {
  Bytes data(2);
  EXPECT_EQ(memory_.read(0x80042, data), AxiResponse::kOkay);
  EXPECT_EQ(data, (Bytes{0x42, 0x43}));
  EXPECT_EQ(memory_.write(0x80042, data), AxiResponse::kSlvErr);
}

TEST_F(DeviceMemoryTest, SharedBuffersLieInTheirFile) {
  const xrt_test::ScratchDirectory directory;
  const auto file = directory.path() / "buffer";
  ASSERT_TRUE(memory_.share(0x11000, 0x1000, file));
  const Bytes data(0x1002, 7);  // one byte more on either side
  EXPECT_EQ(memory_.write(0x10FFF, data), AxiResponse::kOkay);
  std::ifstream stream(file, std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(stream), {}), std::string(0x1000, 7));
  Bytes read(0x1002);
  EXPECT_EQ(memory_.read(0x10FFF, read), AxiResponse::kOkay);
  EXPECT_EQ(read, data);
  memory_.unshare(0x11000);
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_EQ(memory_.read(0x10FFF, read), AxiResponse::kOkay);
  EXPECT_EQ(read[0], 7);
  EXPECT_EQ(read[1], 0);
}

TEST_F(DeviceMemoryTest, SharedBuffersDoNotOverlap) {
  const xrt_test::ScratchDirectory directory;
  ASSERT_TRUE(memory_.share(0x12000, 0x2000, directory.path() / "a"));
  for (const std::uint64_t address : {0x11000, 0x13000})
    EXPECT_FALSE(memory_.share(address, 0x2000, directory.path() / "b"));
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "b"));
  EXPECT_TRUE(memory_.share(0x14000, 0x1000, directory.path() / "c"));
  EXPECT_TRUE(memory_.share(0x12000, 0x1000, directory.path() / "a"));  // in place of the first
}

TEST_F(DeviceMemoryTest, SharingNeedsMemoryAndAPlaceForTheFile) {
  EXPECT_FALSE(memory_.share(0x2F000, 0x2000, "/tmp/never-made"));
  EXPECT_FALSE(memory_.share(0x11000, 0, "/tmp/never-made"));
  EXPECT_FALSE(memory_.share(0x11000, 0x1000, "/nonexistent/file"));
  EXPECT_FALSE(std::filesystem::exists("/tmp/never-made"));
}

}  // namespace
}  // namespace lightloop::xrt_device
