// SPDX-License-Identifier: Apache-2.0
// ll_noise_seeder against the seeding of docs/digital-link.md section 4.
#include <vector>

#include "testbenches/lib/cover_group.hpp"
#include "testbenches/lib/scoreboard.hpp"
#include "testbenches/link/link_bank_test.hpp"

namespace lightloop::link_bench {
namespace {

using testbench::CoverGroup;
using testbench::Scoreboard;

constexpr unsigned kWords = 80;
constexpr unsigned kClocksPerWord = 12;

std::uint32_t mix(std::uint32_t x) {
  x ^= x >> 16;
  x *= 0x7FEB352D;
  x ^= x >> 15;
  x *= 0x846CA68B;
  return x ^ x >> 16;
}

/// Word `index` = 4*generator + component.
std::uint32_t seed_word(std::uint64_t seed, unsigned index) {
  const auto low = static_cast<std::uint32_t>(seed);
  const auto high = static_cast<std::uint32_t>(seed >> 32);
  return mix(mix(low + 0x9E3779B9U * (index + 1)) ^ high) | 0x80000000U;
}

class NoiseSeeder : public LinkBankTest {
 protected:
  NoiseSeeder() {
    cuts_.point(
        "restart in step", [](unsigned clocks) { return clocks % kClocksPerWord; },
        testbench::each(0, kClocksPerWord - 1));
  }

  Task<> start(std::uint64_t seed) {
    set(dut.seeder_seed_i, seed);
    set(dut.seeder_start_i, 1);
    co_await edge();
    set(dut.seeder_start_i, 0);
  }

  /// After start(): all words, each when its time has come, then quiet.
  Task<> expect_words(std::uint64_t seed) {
    Scoreboard<std::uint32_t> words("seed words");
    for (unsigned i = 0; i < kWords; ++i) words.expect(seed_word(seed, i));
    for (unsigned clock = 1; clock <= kClocksPerWord * kWords + 1; ++clock) {
      co_await edge();
      EXPECT_EQ(dut.seeder_busy_o, 1) << "clock " << clock;
      const bool due = clock > 1 && (clock - 1) % kClocksPerWord == 0;
      EXPECT_EQ(dut.seeder_valid_o, due) << "clock " << clock;
      if (dut.seeder_valid_o != 0) words.found(dut.seeder_word_o, cycle());
    }
    for (int i = 0; i < 15; ++i) {
      co_await edge();
      EXPECT_EQ(dut.seeder_busy_o, 0);
      EXPECT_EQ(dut.seeder_valid_o, 0);
    }
  }

  CoverGroup<unsigned> cuts_{"ll_noise_seeder"};
};

TEST_F(NoiseSeeder, EveryWordTwelveClocksApart) {
  bench.run([&]() -> Task<> {
    for (const std::uint64_t seed :
         {0ULL, 1ULL, 0x100000000ULL, 0xFFFFFFFFFFFFFFFFULL, 0x0123456789ABCDEFULL}) {
      co_await start(seed);
      co_await expect_words(seed);
    }
  });
}

TEST_F(NoiseSeeder, RandomSeeds) {
  bench.run([&]() -> Task<> {
    for (int i = 0; i < 5; ++i) {
      const auto seed = random.any<std::uint64_t>();
      co_await start(seed);
      co_await expect_words(seed);
    }
  });
}

// At each of the twelve steps of a word, and in a later word.
TEST_F(NoiseSeeder, AStartAtAnyTimeBeginsAnew) {
  bench.run([&]() -> Task<> {
    for (unsigned clocks = 0; clocks <= 26; ++clocks) {
      co_await start(random.any<std::uint64_t>());
      co_await edges(clocks);
      cuts_.sample(clocks);
      const auto seed = random.any<std::uint64_t>();
      co_await start(seed);
      co_await expect_words(seed);
    }
  });
}

TEST_F(NoiseSeeder, ResetStopsIt) {
  bench.run([&]() -> Task<> {
    for (const unsigned clocks : {0U, 1U, 2U, 11U, 12U, 13U, 500U}) {
      co_await start(random.any<std::uint64_t>());
      co_await edges(clocks);
      co_await bench.reset(1);
      for (unsigned i = 0; i < 2 * kClocksPerWord; ++i) {
        co_await edge();
        EXPECT_EQ(dut.seeder_busy_o, 0);
        EXPECT_EQ(dut.seeder_valid_o, 0);
      }
      const auto seed = random.any<std::uint64_t>();
      co_await start(seed);
      co_await expect_words(seed);
    }
  });
}

}  // namespace
}  // namespace lightloop::link_bench
