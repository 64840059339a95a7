// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/connected_memory.hpp"

#include <algorithm>
#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lightloop::xrt_device {
namespace {

using bus::AxiResponse;
using testing::HasSubstr;

constexpr std::uint64_t kNone = UINT64_MAX;

/// Remembers what reached it.
class Recorder final : public bus::Memory {
 public:
  AxiResponse read(std::uint64_t address, std::span<std::uint8_t> data) override {
    last = address;
    std::fill(data.begin(), data.end(), 0x5a);
    return AxiResponse::kOkay;
  }
  AxiResponse write(std::uint64_t address, std::span<const std::uint8_t> /*data*/) override {
    last = address;
    return AxiResponse::kOkay;
  }
  std::uint64_t last = kNone;
};

// A and B lie side by side, C does not; the port leads to A and C, and in the second case to all.
class ConnectedMemoryTest : public testing::Test {
 protected:
  static constexpr std::uint64_t kA = 0x10000, kB = 0x20000, kC = 0x40000, kSize = 0x10000;
  ConnectedMemory make(const std::vector<std::size_t>& reach) {
    return {memory_,
            {{.tag = "A", .base = kA, .size = kSize},
             {.tag = "B", .base = kB, .size = kSize},
             {.tag = "C", .base = kC, .size = kSize}},
            reach,
            "k_1 m_axi",
            faults_};
  }
  // Whether so many bytes at an address are let through, to read and to write.
  bool passes(ConnectedMemory& port, std::uint64_t address, std::size_t bytes) {
    std::vector<std::uint8_t> data(bytes);
    memory_.last = kNone;
    const std::uint64_t before = faults_;
    const AxiResponse read = port.read(address, data);
    const bool reached = memory_.last == address;
    memory_.last = kNone;
    const AxiResponse write = port.write(address, data);
    EXPECT_EQ(read, write);
    EXPECT_EQ(reached, memory_.last == address);
    EXPECT_EQ(read, reached ? AxiResponse::kOkay : AxiResponse::kDecErr);
    EXPECT_EQ(faults_ - before, reached ? 0U : 2U);
    return reached;
  }

  Recorder memory_;
  std::atomic<std::uint64_t> faults_{0};
};

TEST_F(ConnectedMemoryTest, LeadsToItsBanksFromTheFirstToTheLastByte) {
  ConnectedMemory port = make({0, 2});
  for (const std::uint64_t base : {kA, kC}) {
    EXPECT_TRUE(passes(port, base, 64));
    EXPECT_TRUE(passes(port, base + kSize - 1, 1));
    EXPECT_TRUE(passes(port, base, kSize));
  }
}

TEST_F(ConnectedMemoryTest, LeadsNowhereElse) {
  ConnectedMemory port = make({0, 2});
  for (const std::uint64_t address :
       {kA - 1, kB, kB + kSize - 1, kC - 1, kC + kSize, std::uint64_t{0}})
    EXPECT_FALSE(passes(port, address, 1)) << address;
}

// A burst may run from bank to bank, if the port leads to both and nothing lies between.
TEST_F(ConnectedMemoryTest, LooksAtAllOfABurst) {
  ConnectedMemory some = make({0, 2});
  EXPECT_FALSE(passes(some, kB - 4, 8));
  EXPECT_FALSE(passes(some, kC - 4, 8));
  ConnectedMemory all = make({0, 1, 2});
  EXPECT_TRUE(passes(all, kB - 4, 8));
  EXPECT_FALSE(passes(all, kB + kSize - 4, 8));
}

TEST_F(ConnectedMemoryTest, SaysOnceWhereItDoesNotLead) {
  ConnectedMemory port = make({0, 2});
  testing::internal::CaptureStderr();
  passes(port, kB + 0x10, 4);
  passes(port, 0, 4);
  EXPECT_EQ(
      testing::internal::GetCapturedStderr(),
      "lightloop device: k_1 m_axi: read of 4 bytes at 0x20010, in B; the port is connected to "
      "A, C; answered with DECERR (said once)\n");
  ConnectedMemory other = make({0, 2});
  testing::internal::CaptureStderr();
  passes(other, kA + kSize - 2, 4);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("across the end of A"));
}

}  // namespace
}  // namespace lightloop::xrt_device
