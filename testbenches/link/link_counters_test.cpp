// SPDX-License-Identifier: Apache-2.0
// ll_link_counters against docs/digital-link.md section 7. The model takes 4 symbols a beat.
#include <Vlink_bank___024root.h>
#include <array>
#include <bit>

#include "sim/golden/digital_link.hpp"
#include "sim/golden/link_counter_words.hpp"
#include "sim/verilated/link_core_ports.hpp"
#include "testbenches/lib/cover_group.hpp"
#include "testbenches/link/link_bank_test.hpp"
#include "testbenches/link/link_counter_registers.hpp"
#include "testbenches/link/link_counters_print.hpp"

namespace lightloop::link_bench {
namespace {

using golden::LinkCounters;
using testbench::bin;
using testbench::CoverGroup;

constexpr unsigned kWidth = 4;
constexpr std::uint64_t kBeatMask = (std::uint64_t{1} << (10 * kWidth)) - 1;

/// What arrives at the three places in one clock; no value: no beat.
struct Clock {
  bool slicer = false, received = false, decoded = false;
  std::uint64_t slicer_difference = 0, received_difference = 0, decoded_difference = 0;
  bool last = false, uncorrectable = false;
  unsigned corrected = 0;
};

/// The definition of the counters.
class Model {
 public:
  void clear() { *this = {}; }

  void take(const Clock& clock) {
    if (clock.slicer) {
      for (unsigned j = 0; j < 5 * kWidth; ++j) {
        counters.pam4_symbol_errors += (clock.slicer_difference >> (2 * j) & 3) != 0;
      }
    }
    if (clock.received) {
      counters.pre_fec_bit_errors += std::popcount(clock.received_difference);
      for (unsigned i = 0; i < kWidth; ++i) {
        counters.pre_fec_symbol_errors += (clock.received_difference >> (10 * i) & 0x3FF) != 0;
      }
    }
    if (!clock.decoded) return;
    counters.post_fec_bit_errors += std::popcount(clock.decoded_difference);
    errored_ = errored_ || clock.decoded_difference != 0;
    if (!clock.last) return;
    ++counters.codewords;
    counters.post_fec_errored_codewords += errored_ ? 1 : 0;
    errored_ = false;
    if (clock.uncorrectable) {
      ++counters.uncorrectable_codewords;
      ++counters.histogram[16];
    } else {
      counters.corrected_codewords += clock.corrected != 0;
      counters.corrected_symbols += clock.corrected;
      ++counters.histogram[clock.corrected];
    }
  }

  LinkCounters counters;

 private:
  bool errored_ = false;
};

class LinkCountersBlock : public LinkBankTest {
 protected:
  LinkCountersBlock() {
    beats_.point("slicer", &Clock::slicer, testbench::no_yes());
    beats_.point("received", &Clock::received, testbench::no_yes());
    auto& decoded = beats_.point("decoded", &Clock::decoded, testbench::no_yes());
    auto& last = beats_.point("last", &Clock::last, testbench::no_yes());
    auto& errored = beats_.point(
        "decoded difference", [](const Clock& c) { return c.decoded_difference != 0; },
        testbench::no_yes());
    beats_.cross("decoded x last x difference", {&decoded, &last, &errored});
    words_.point(
        "histogram bin", [](const Clock& c) { return c.uncorrectable ? 16 : c.corrected; },
        testbench::each(0, 16));
    words_.point(
        "difference in the last beat", [](const Clock& c) { return c.decoded_difference != 0; },
        testbench::no_yes());
    cuts_.point("cut off by", [](bool by_reset) { return by_reset; },
                {bin("clear", {0}), bin("reset", {1})});
  }

  /// One clock with these inputs.
  Task<> step(const Clock& clock) {
    set(dut.counters_slicer_valid_i, clock.slicer);
    set(dut.counters_slicer_difference_i, clock.slicer_difference);
    set(dut.counters_received_valid_i, clock.received);
    set(dut.counters_received_difference_i, clock.received_difference);
    set(dut.counters_decoded_valid_i, clock.decoded);
    set(dut.counters_decoded_difference_i, clock.decoded_difference);
    set(dut.counters_decoded_last_i, clock.last);
    set(dut.counters_decoded_uncorrectable_i, clock.uncorrectable);
    set(dut.counters_decoded_corrected_i, clock.corrected);
    co_await edge();
    model.take(clock);
    beats_.sample(clock);
    if (clock.decoded && clock.last) words_.sample(clock);
  }

  /// Compares 4 clocks after the last beat.
  Task<> compare() {
    quiet();
    co_await edges(4);
    const auto words = verilated::read_counter_words(dut);
    EXPECT_EQ(golden::counters_from_words(words), model.counters) << "in cycle " << cycle();
    for (int i = 9; i < 15; ++i) EXPECT_EQ(words[i], 0U) << "reserved word " << i;
  }

  Task<> clear() {
    quiet();
    co_await edges(4);  // cleared between sessions: nothing is under way
    set(dut.counters_clear_i, 1);
    co_await edge();
    set(dut.counters_clear_i, 0);
    model.clear();
  }

  /// Every counter has this value.
  Task<> preload(std::uint64_t value) {
    quiet();
    co_await edges(4);
    for (QData* counter : registers_) set(*counter, value);
    for (std::uint64_t* counter : counter_fields(model.counters)) *counter = value;
    co_await edge();
  }

  void quiet() {
    set(dut.counters_slicer_valid_i, 0);
    set(dut.counters_received_valid_i, 0);
    set(dut.counters_decoded_valid_i, 0);
  }

  Clock random_clock() {
    const auto difference = [&]() -> std::uint64_t {
      switch (random.weighted({2, 2, 1, 1})) {
        case 0:
          return 0;
        case 1:
          return std::uint64_t{1} << random.between(0U, 10 * kWidth - 1);
        case 2:
          return kBeatMask;
        default:
          return random.any<std::uint64_t>() & kBeatMask;
      }
    };
    return {.slicer = random.percent(60),
            .received = random.percent(60),
            .decoded = random.percent(60),
            .slicer_difference = difference(),
            .received_difference = difference(),
            .decoded_difference = random.percent(70) ? 0 : difference(),
            .last = random.percent(40),
            .uncorrectable = random.percent(15),
            .corrected = random.between(0U, 15U)};
  }

  Model model;
  const std::array<QData*, kLinkCounters> registers_ =
      LIGHTLOOP_LINK_COUNTER_REGISTERS(*dut.rootp, link_bank__DOT__u_counters__DOT__);
  CoverGroup<Clock> beats_{"ll_link_counters"};
  CoverGroup<Clock> words_{"ll_link_counters codewords"};
  CoverGroup<bool> cuts_{"ll_link_counters cut off"};
};

// One beat alone at each place, and what each bit of it counts.
TEST_F(LinkCountersBlock, EveryBitOfEveryInput) {
  bench.run([&]() -> Task<> {
    for (unsigned bit = 0; bit < 10 * kWidth; ++bit) {
      const std::uint64_t one = std::uint64_t{1} << bit;
      co_await step({.slicer = true, .slicer_difference = one});
      co_await compare();
      co_await step({.received = true, .received_difference = one});
      co_await compare();
      co_await step({.decoded = true, .decoded_difference = one, .last = bit % 2 == 0});
      co_await compare();
    }
  });
  EXPECT_EQ(model.counters.pam4_symbol_errors, 40U);
  EXPECT_EQ(model.counters.pre_fec_symbol_errors, 40U);
  EXPECT_EQ(model.counters.post_fec_errored_codewords, 20U);
}

TEST_F(LinkCountersBlock, EveryBinOfTheHistogram) {
  bench.run([&]() -> Task<> {
    for (unsigned corrected = 0; corrected <= 15; ++corrected) {
      for (unsigned i = 0; i <= corrected; ++i) {
        co_await step({.decoded = true, .last = true, .corrected = corrected});
      }
      co_await compare();
    }
    // An uncorrectable codeword is in the last bin, whatever the number beside it.
    for (const unsigned corrected : {0U, 1U, 15U, 16U, 31U}) {
      co_await step({.decoded = true, .last = true, .uncorrectable = true, .corrected = corrected});
      co_await compare();
    }
  });
  for (unsigned bin = 0; bin < 16; ++bin) EXPECT_EQ(model.counters.histogram[bin], bin + 1);
  EXPECT_EQ(model.counters.histogram[16], 5U);
}

TEST_F(LinkCountersBlock, DifferencesWithoutABeatCountNothing) {
  bench.run([&]() -> Task<> {
    for (int i = 0; i < 10; ++i) {
      co_await step({.slicer_difference = kBeatMask,
                     .received_difference = kBeatMask,
                     .decoded_difference = kBeatMask,
                     .last = true,
                     .uncorrectable = i % 2 != 0,
                     .corrected = 3});
    }
    co_await compare();
    // Nor do they spoil the codeword that follows.
    co_await step({.decoded = true, .last = true});
    co_await compare();
  });
  EXPECT_EQ(model.counters.post_fec_errored_codewords, 0U);
}

TEST_F(LinkCountersBlock, RandomBeatsWithGaps) {
  bench.run([&]() -> Task<> {
    for (int session = 0; session < 20; ++session) {
      for (int part = 0; part < 4; ++part) {
        for (unsigned i = random.between(1U, 100U); i > 0; --i) co_await step(random_clock());
        co_await compare();
      }
      co_await clear();
      co_await compare();
    }
  });
}

// Every counter passes 2^1, 2^2, ... 2^63, by one and by as much as a beat can add, and goes on at
// 0 behind 2^64 - 1.
TEST_F(LinkCountersBlock, EveryCounterCarriesIntoEveryBit) {
  bench.run([&]() -> Task<> {
    for (unsigned bit = 1; bit <= 64; ++bit) {
      for (const bool most : {false, true}) {
        co_await preload((bit < 64 ? std::uint64_t{1} << bit : 0) - 1);
        co_await compare();
        const std::uint64_t difference = most ? kBeatMask : 1;
        for (unsigned bin = 0; bin <= 16; ++bin) {
          co_await step({.slicer = true,
                         .received = true,
                         .decoded = true,
                         .slicer_difference = difference,
                         .received_difference = difference,
                         .decoded_difference = difference,
                         .last = true,
                         .uncorrectable = bin == 16,
                         .corrected = bin % 16});
        }
        co_await compare();
      }
      if (::testing::Test::HasFailure()) co_return;
    }
  });
}

// Of a codeword that was cut off by a clear or a reset nothing is left.
TEST_F(LinkCountersBlock, ClearAndResetInMidCodeword) {
  bench.run([&]() -> Task<> {
    for (const bool by_reset : {false, true}) {
      for (int i = 0; i < 10; ++i) co_await step(random_clock());
      co_await step({.decoded = true, .decoded_difference = 1});
      cuts_.sample(by_reset);
      if (by_reset) {
        quiet();
        co_await bench.reset(4);
        model.clear();
      } else {
        co_await clear();
      }
      co_await compare();
      EXPECT_EQ(model.counters, LinkCounters{});
      co_await step({.decoded = true, .last = true, .corrected = 2});
      co_await compare();
      EXPECT_EQ(model.counters.post_fec_errored_codewords, 0U);
    }
  });
}

}  // namespace
}  // namespace lightloop::link_bench
