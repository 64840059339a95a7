// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/crew.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "sim/bus/sparse_memory.hpp"
#include "sim/xrt/device/memory_order.hpp"

namespace lightloop::xrt_device {
namespace {

TEST(Crew, DoesEveryJobOnce) {
  Crew crew;
  for (std::size_t round = 0; round < 2000; ++round) {
    const std::size_t count = round % 5;
    std::vector<int> done(count, 0);
    crew.run(count, [&](std::size_t i) { ++done.at(i); });
    ASSERT_EQ(done, std::vector<int>(count, 1)) << "round " << round;
  }
}

TEST(Crew, WakesThreadsThatHaveFallenAsleep) {
  Crew crew;
  for (int round = 0; round < 3; ++round) {
    std::atomic<int> done{0};
    crew.run(3, [&](std::size_t) { ++done; });
    EXPECT_EQ(done, 3);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

TEST(Crew, ThrowsWhatTheFirstJobThrewWhenAllAreDone) {
  Crew crew;
  for (int round = 0; round < 50; ++round) {
    std::atomic<int> done{0};
    const auto job = [&](std::size_t i) {
      ++done;
      if (i == 1 || i == 2) throw std::runtime_error("job " + std::to_string(i));
    };
    try {
      crew.run(4, job);
      FAIL() << "nothing was thrown";
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "job 1");
    }
    EXPECT_EQ(done, 4);
  }
}

// Three units that add to one word of memory in ways that do not commute: only one order gives what
// a single thread gives.
TEST(MemoryOrder, GivesTheMemoryOfASingleThread) {
  constexpr std::uint64_t kClocks = 3000;
  constexpr std::size_t kUnits = 3;
  const auto change = [](bus::Memory& memory, std::size_t unit, std::uint64_t clock) {
    if ((clock * 7 + unit * 3) % (unit + 2) != 0) return;
    std::array<std::uint8_t, 8> word{};
    memory.read(0, word);
    std::uint64_t value = 0;
    std::memcpy(&value, word.data(), sizeof value);
    value = (value ^ (clock + unit)) * 6364136223846793005ULL + unit;
    std::memcpy(word.data(), &value, sizeof value);
    memory.write(0, word);
  };
  const auto word_of = [](bus::SparseMemory& memory) {
    std::array<std::uint8_t, 8> word{};
    memory.read(0, word);
    return word;
  };

  bus::SparseMemory expected(0, 4096);
  for (std::uint64_t clock = 1; clock <= kClocks; ++clock)
    for (std::size_t unit = 0; unit < kUnits; ++unit) change(expected, unit, clock);

  bus::SparseMemory memory(0, 4096);
  MemoryOrder order(kUnits + 1);
  const std::vector<std::size_t> running{0, 1, 2};
  Crew crew;
  order.begin(running, 1);
  crew.run(kUnits, [&](std::size_t unit) {
    OrderedMemory ordered(memory, order, unit);
    for (std::uint64_t clock = 1; clock <= kClocks; ++clock) {
      change(ordered, unit, clock);
      order.reach(unit, clock + 1);
    }
    order.leave(unit);
  });
  EXPECT_EQ(word_of(memory), word_of(expected));
}

TEST(MemoryOrder, NobodyWaitsForUnitsThatDoNotRun) {
  MemoryOrder order(3);
  bus::SparseMemory memory(0, 4096);
  OrderedMemory ordered(memory, order, 1);
  std::array<std::uint8_t, 4> word{1, 2, 3, 4};
  EXPECT_EQ(ordered.write(8, word), bus::AxiResponse::kOkay);
  const std::vector<std::size_t> running{1};
  order.begin(running, 10);
  std::array<std::uint8_t, 4> back{};
  EXPECT_EQ(ordered.read(8, back), bus::AxiResponse::kOkay);
  EXPECT_EQ(back, word);
}

}  // namespace
}  // namespace lightloop::xrt_device
