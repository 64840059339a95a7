// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/message_buffer.hpp"

#include <cstdlib>
#include <cstring>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace lightloop::xrt_compat {
namespace {

TEST(MessageBuffer, NeverMovesWhenItGrows) {
  auto* block = static_cast<char*>(allocate_fixed(4));
  ASSERT_NE(block, nullptr);
  std::memcpy(block, "abc", 4);
  for (std::size_t bytes = 100; bytes <= std::size_t{64} << 20; bytes *= 10) {
    ASSERT_EQ(reallocate_fixed(block, bytes), block);
    block[bytes - 1] = 'z';
    EXPECT_STREQ(block, "abc");
  }
  EXPECT_EQ(reallocate_fixed(block, 10), block);
  free_fixed(block);
}

TEST(MessageBuffer, RefusesToGrowBeyondItsReserve) {
  void* block = allocate_fixed(100);
  EXPECT_EQ(reallocate_fixed(block, kBlockCapacity + 1), nullptr);
  EXPECT_EQ(reallocate_fixed(block, 1000), block) << "a refusal changes nothing";
  free_fixed(block);
}

TEST(MessageBuffer, TakesBlocksOfMalloc) {
  // It frees what it is given. NOLINTNEXTLINE(cppcoreguidelines-owning-memory)
  void* const block = reallocate_fixed(std::malloc(100), 100000);
  ASSERT_NE(block, nullptr);
  free_fixed(block);
  free_fixed(nullptr);
  free_fixed(reallocate_fixed(nullptr, 10));
}

TEST(MessageBuffer, GoesOnWhenAllReservesAreInUse) {
  std::vector<void*> blocks;
  for (std::size_t i = 0; i < kBlockCount + 10; ++i) {
    blocks.push_back(allocate_fixed(16));
    ASSERT_NE(blocks.back(), nullptr);
    std::memset(blocks.back(), 1, 16);
  }
  for (void* block : blocks) free_fixed(block);
}

TEST(MessageBuffer, ServesSeveralThreads) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([] {
      for (std::size_t i = 1; i < 500; ++i) {
        void* block = allocate_fixed(i);
        if (reallocate_fixed(block, i * 100) != block) std::abort();
        std::memset(block, 1, i * 100);
        free_fixed(block);
      }
    });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace lightloop::xrt_compat
