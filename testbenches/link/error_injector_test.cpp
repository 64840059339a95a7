// SPDX-License-Identifier: Apache-2.0
// ll_error_injector against its definition, docs/digital-link.md section 6. The model has codewords
// of 24 symbols in 6 beats.
#include <Vlink_bank___024root.h>
#include <array>
#include <utility>
#include <vector>

#include "testbenches/lib/cover_group.hpp"
#include "testbenches/lib/scoreboard.hpp"
#include "testbenches/link/link_bank_test.hpp"

namespace lightloop::link_bench {
namespace {

using testbench::bin;
using testbench::CoverGroup;
using testbench::Scoreboard;

constexpr unsigned kWidth = 4;
constexpr unsigned kBeats = 6;
constexpr unsigned kSymbols = kWidth * kBeats;
constexpr std::array kGapPercents{0U, 30U, 80U};

struct Injection {
  std::uint32_t period = 0;
  std::uint16_t first = 0;
  std::uint16_t length = 0;
  std::uint16_t mask = 0;
};

/// The pattern that beat `beat` of the session gets.
std::uint64_t pattern_of(const Injection& injection, std::uint64_t beat) {
  if (injection.period == 0 || beat / kBeats % injection.period != 0) return 0;
  std::uint64_t pattern = 0;
  for (unsigned i = 0; i < kWidth; ++i) {
    const std::uint64_t symbol = beat % kBeats * kWidth + i;
    const bool hit =
        symbol >= injection.first && symbol < std::uint64_t{injection.first} + injection.length;
    if (hit) pattern |= std::uint64_t{injection.mask} << (10 * i);
  }
  return pattern;
}

struct Beat {
  std::uint64_t data = 0;
  bool last = false;
  static constexpr auto kFields =
      std::tuple{testbench::Field{"data", &Beat::data}, testbench::Field{"last", &Beat::last}};
};

/// A beat that goes in.
struct InjectedBeat {
  unsigned place;  ///< in its codeword
  int symbols_hit;
  std::uint32_t period;
  bool after_gap;
};

int symbols_hit(std::uint64_t pattern) {
  int count = 0;
  for (; pattern != 0; pattern >>= 10) count += (pattern & 0x3FF) != 0 ? 1 : 0;
  return count;
}

class ErrorInjector : public LinkBankTest {
 protected:
  ErrorInjector() {
    auto& place = cover_.point("place", &InjectedBeat::place, testbench::each(0, kBeats - 1));
    auto& hit = cover_.point("symbols hit", &InjectedBeat::symbols_hit, testbench::each(0, kWidth));
    auto& gap = cover_.point("after a gap", &InjectedBeat::after_gap, testbench::no_yes());
    cover_.point("period", &InjectedBeat::period,
                 {bin("off", {0}), bin("every codeword", {1}), bin("some", {{2, 7}}),
                  bin("huge", {{0x80000000, 0xFFFFFFFF}})});
    cover_.cross("place x symbols hit", {&place, &hit});
    cover_.cross("place x after a gap", {&place, &gap});
    sessions_.point("first", &Injection::first,
                    {bin("first symbol", {0}), bin("inside", {{1, kSymbols - 2}}),
                     bin("last symbol", {kSymbols - 1}), bin("behind", {{kSymbols, 0xFFFF}})});
    sessions_.point(
        "symbol behind the burst", [](const Injection& i) { return i.first + i.length; },
        {bin("inside", {{1, kSymbols - 1}}), bin("the codeword's end", {kSymbols}),
         bin("beyond", {{kSymbols + 1, 0xFFFF}}), bin("17 bits", {{0x10000, 0x1FFFE}})});
    sessions_.point("length", &Injection::length,
                    {bin("none", {0}), bin("one", {1}), bin("more", {{2, 0xFFFF}})});
    resets_.point(
        "beat", [](unsigned beat) { return beat; }, testbench::each(0, kBeats - 1));
  }

  Task<> start(const Injection& injection) {
    set(dut.injector_period_i, injection.period);
    set(dut.injector_first_i, injection.first);
    set(dut.injector_length_i, injection.length);
    set(dut.injector_mask_i, injection.mask);
    set(dut.injector_valid_i, 0);
    set(dut.injector_start_i, 1);
    co_await edge();
    set(dut.injector_start_i, 0);
    injection_ = injection;
    sent_ = 0;
  }

  /// `count` beats of random data with pauses in `gap_percent` of the clocks.
  Task<> send(unsigned count, unsigned gap_percent) {
    sessions_.sample(injection_);
    for (unsigned i = 0; i < count;) {
      const bool valid = !random.percent(gap_percent);
      const std::uint64_t data = random.any<std::uint64_t>() & ((std::uint64_t{1} << 40) - 1);
      set(dut.injector_valid_i, valid);
      set(dut.injector_data_i, data);
      co_await edge();
      observe();
      const bool after_gap = std::exchange(gap_, !valid);
      if (!valid) continue;
      cover_.sample({.place = static_cast<unsigned>(sent_ % kBeats),
                     .symbols_hit = symbols_hit(pattern_of(injection_, sent_)),
                     .period = injection_.period,
                     .after_gap = after_gap});
      beats_.expect({data ^ pattern_of(injection_, sent_), sent_ % kBeats == kBeats - 1});
      ++sent_;
      ++i;
    }
    set(dut.injector_valid_i, 0);
    co_await edge();
    observe();  // latency: the last beat is out one clock after it went in
    EXPECT_EQ(beats_.pending(), 0U);
    co_await edge();
    EXPECT_EQ(dut.injector_valid_o, 0);
  }

  void observe() {
    if (dut.injector_valid_o == 0) return;
    beats_.found({dut.injector_data_o, dut.injector_last_o != 0}, cycle());
  }

  CoverGroup<Injection> sessions_{"ll_error_injector bursts"};
  CoverGroup<unsigned> resets_{"ll_error_injector reset"};
  Scoreboard<Beat> beats_{"beats of ll_error_injector"};
  testbench::CoverGroup<InjectedBeat> cover_{"ll_error_injector"};
  bool gap_ = false;  // before the next beat
  Injection injection_;
  std::uint64_t sent_ = 0;
};

// Period 2, symbols 3..5: the last symbol of beat 0 and the first two of beat 1, in codewords 0, 2.
TEST_F(ErrorInjector, KnownAnswer) {
  constexpr std::array<std::uint64_t, 3> kHit{0x2AAULL << 30, 0x2AAULL << 10 | 0x2AAULL, 0};
  bench.run([&]() -> Task<> {
    co_await start({.period = 2, .first = 3, .length = 3, .mask = 0x2AA});
    set(dut.injector_valid_i, 1);
    set(dut.injector_data_i, 0);
    co_await edge();
    for (unsigned beat = 0; beat < 4 * kBeats; ++beat) {
      co_await edge();
      EXPECT_EQ(dut.injector_valid_o, 1);
      const bool hit = beat / kBeats % 2 == 0 && beat % kBeats < kHit.size();
      EXPECT_EQ(dut.injector_data_o, hit ? kHit[beat % kBeats] : 0U) << "beat " << beat;
      EXPECT_EQ(dut.injector_last_o, beat % kBeats == kBeats - 1) << "beat " << beat;
    }
  });
}

TEST_F(ErrorInjector, EveryPlaceAndLength) {
  bench.run([&]() -> Task<> {
    for (std::uint16_t first = 0; first <= kSymbols; ++first) {
      for (std::uint16_t length = 0; length + first <= kSymbols + 1; ++length) {
        co_await start({.period = 1, .first = first, .length = length, .mask = 0x3FF});
        co_await send(kBeats, 0);
      }
    }
  });
}

TEST_F(ErrorInjector, PeriodsCountCodewords) {
  bench.run([&]() -> Task<> {
    for (const std::uint32_t period : {0U, 1U, 2U, 3U, 7U, 0x80000001U, 0xFFFFFFFFU}) {
      co_await start({.period = period, .first = 0, .length = kSymbols, .mask = 0x155});
      co_await send(16 * kBeats, 0);
    }
  });
}

// The longest period, whose codewords are counted down through every bit of the counter: so many
// before the next one that is hit as stand in a power of two and two around it.
TEST_F(ErrorInjector, CountsDownThroughEveryBit) {
  IData& countdown = dut.rootp->link_bank__DOT__u_injector__DOT__countdown_q;
  bench.run([&]() -> Task<> {
    co_await start({.period = 0xFFFFFFFF, .first = 1, .length = kSymbols, .mask = 0x3FF});
    co_await send(kBeats, 0);
    EXPECT_EQ(countdown, 0xFFFFFFFEU);
    for (unsigned bit = 31; bit > 1; --bit) {
      set(countdown, (1U << bit) + 1);
      co_await send(3 * kBeats, 0);
      EXPECT_EQ(countdown, (1U << bit) - 2) << "bit " << bit;
    }
    set(countdown, 3);
    co_await edge();
    co_await send(3 * kBeats, 0);
    sent_ = 0;  // the next one is hit, as the first one was
    co_await send(2 * kBeats, 0);
    EXPECT_EQ(countdown, 0xFFFFFFFDU);
  });
}

TEST_F(ErrorInjector, RandomConfigurationsWithGaps) {
  bench.run([&]() -> Task<> {
    for (int i = 0; i < 300; ++i) {
      co_await start({.period = random.between(0U, 4U),
                      .first = random.corner<std::uint16_t>(0, 0xFFFF),
                      .length = random.corner<std::uint16_t>(0, 0xFFFF),
                      .mask = random.between<std::uint16_t>(0, 0x3FF)});
      if (random.percent(80)) {
        injection_.first %= kSymbols + 2;
        set(dut.injector_first_i, injection_.first);
      }
      // A start in mid-codeword begins anew.
      co_await send(random.between(0U, 5 * kBeats), random.pick(kGapPercents));
    }
  });
}

TEST_F(ErrorInjector, ResetBeginsAnewAtEveryBeat) {
  bench.run([&]() -> Task<> {
    for (unsigned before = 0; before <= 2 * kBeats; ++before) {
      co_await start({.period = 3, .first = 5, .length = 9, .mask = 0x201});
      co_await send(before, 0);
      // The beat that goes in with the reset does not come out.
      set(dut.injector_valid_i, 1);
      resets_.sample(before % kBeats);
      co_await bench.reset(1);
      set(dut.injector_valid_i, 0);
      co_await edge();
      EXPECT_EQ(dut.injector_valid_o, 0);
      sent_ = 0;
      co_await send(4 * kBeats, 20);
    }
  });
}

}  // namespace
}  // namespace lightloop::link_bench
