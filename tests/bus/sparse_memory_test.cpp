// SPDX-License-Identifier: Apache-2.0
#include "sim/bus/sparse_memory.hpp"

#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace lightloop::bus {
namespace {

using Bytes = std::vector<std::uint8_t>;

TEST(SparseMemory, ReadsZeroWhereNothingWasWritten) {
  SparseMemory memory(0x4000'0000, std::uint64_t{64} << 30);
  Bytes data(100, 0xAA);
  EXPECT_EQ(memory.read(0x9'0000'0000, data), AxiResponse::kOkay);
  EXPECT_EQ(data, Bytes(100, 0));
  EXPECT_EQ(memory.resident_bytes(), 0U);
}

TEST(SparseMemory, KeepsWritesAcrossPages) {
  SparseMemory memory(0, std::uint64_t{16} << 30);
  const std::uint64_t address = 5 * SparseMemory::kPageBytes - 3;
  Bytes written(2 * SparseMemory::kPageBytes + 7);
  std::mt19937 random(1);
  for (auto& byte : written) byte = static_cast<std::uint8_t>(random());
  ASSERT_EQ(memory.write(address, written), AxiResponse::kOkay);
  Bytes read(written.size() + 2, 0xAA);
  ASSERT_EQ(memory.read(address - 1, read), AxiResponse::kOkay);
  EXPECT_EQ(read.front(), 0);
  EXPECT_EQ(read.back(), 0);
  EXPECT_EQ(Bytes(read.begin() + 1, read.end() - 1), written);
  EXPECT_EQ(memory.resident_bytes(), 4 * SparseMemory::kPageBytes);
}

TEST(SparseMemory, PagesThatShareACacheEntryStayApart) {
  SparseMemory memory(0, std::uint64_t{1} << 40);
  for (std::uint64_t i = 0; i < 200; ++i) {
    const Bytes data{static_cast<std::uint8_t>(i)};
    ASSERT_EQ(memory.write(i * 64 * SparseMemory::kPageBytes, data), AxiResponse::kOkay);
  }
  for (std::uint64_t i = 0; i < 200; ++i) {
    Bytes data(1);
    ASSERT_EQ(memory.read(i * 64 * SparseMemory::kPageBytes, data), AxiResponse::kOkay);
    EXPECT_EQ(data[0], static_cast<std::uint8_t>(i));
  }
}

TEST(SparseMemory, AnswersDecErrOutsideAndStoresNothing) {
  SparseMemory memory(0x1000, 0x1000);
  Bytes data(0x20, 1);
  EXPECT_EQ(memory.write(0xFFF, data), AxiResponse::kDecErr);
  EXPECT_EQ(memory.write(0x1FF0, data), AxiResponse::kDecErr);
  EXPECT_EQ(memory.read(0x2000, data), AxiResponse::kDecErr);
  EXPECT_EQ(memory.read(UINT64_MAX, data), AxiResponse::kDecErr);
  EXPECT_EQ(memory.resident_bytes(), 0U);
}

TEST(SparseMemory, ReachesTheTopOfTheAddressSpace) {
  SparseMemory memory(UINT64_MAX - 0xFFFF, 0x10000);
  Bytes data{1, 2};
  EXPECT_EQ(memory.write(UINT64_MAX - 1, data), AxiResponse::kOkay);
  EXPECT_EQ(memory.write(UINT64_MAX, data), AxiResponse::kDecErr);
  EXPECT_THROW(SparseMemory(UINT64_MAX - 0xFFFF, 0x10001), std::invalid_argument);
  EXPECT_THROW(SparseMemory(0, 0), std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::bus
