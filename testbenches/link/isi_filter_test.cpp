// SPDX-License-Identifier: Apache-2.0
// ll_isi_filter against golden::LinkIsi, at 4 and at 5 symbols a beat.
#include <array>
#include <deque>
#include <vector>

#include "sim/golden/link_channel.hpp"
#include "sim/verilated/link_core_ports.hpp"
#include "testbenches/lib/cover_group.hpp"
#include "testbenches/lib/scoreboard.hpp"
#include "testbenches/link/link_bank_test.hpp"

namespace lightloop::link_bench {
namespace {

using golden::LinkIsi;
using golden::LinkTaps;
using golden::Pam4Symbol;
using testbench::bin;
using testbench::CoverGroup;
using testbench::Scoreboard;

constexpr unsigned kLatency = 2;
constexpr std::array kGapPercents{0U, 20U, 70U};

/// The 14-bit two's complement number of a port.
std::int32_t signed14(std::uint32_t bits) { return static_cast<std::int32_t>(bits << 18) >> 18; }

/// A clock of a session.
struct Place {
  unsigned before;  ///< beats
  bool gap;
};

class IsiFilter : public LinkBankTest {
 protected:
  using Samples = std::vector<std::int32_t>;

  IsiFilter() {
    for (int tap = 0; tap < 4; ++tap) {
      std::vector<testbench::CoverBin> bins{bin("positive", {{1, 510}}), bin("most", {511})};
      if (tap > 0) {
        bins.insert(bins.end(),
                    {bin("zero", {0}), bin("negative", {{-511, -1}}), bin("least", {-512})});
      }
      taps_.point(
          "tap " + std::to_string(tap), [tap](const LinkTaps& t) { return t[tap]; }, bins);
    }
    auto& history = beats_.point("symbols before", &Place::before,
                                 {bin("none", {0}), bin("some", {{1, 1000000}})});
    auto& gap = beats_.point("gap", &Place::gap, testbench::no_yes());
    beats_.cross("symbols before x gap", {&history, &gap});
  }

  Task<> start(const LinkTaps& taps) {
    set(dut.isi_valid_i, 0);
    set(dut.isi_tap_i, verilated::tap_bits(taps));
    set(dut.isi_start_i, 1);
    co_await edge();
    set(dut.isi_start_i, 0);
    co_await edge();  // the first beat may follow 2 clocks after the start
    begin(taps);
  }
  /// Both models before the first symbol.
  void begin(const LinkTaps& taps) {
    taps_.sample(taps);
    sent_ = 0;
    golden4_ = LinkIsi(taps);
    golden5_ = LinkIsi(taps);
    valid_.clear();
  }

  Task<> beat(bool valid, std::uint16_t levels) {
    set(dut.isi_valid_i, valid);
    set(dut.isi_level_i, levels);
    co_await edge();
    valid_.push_back(valid);
    if (valid_.size() > kLatency) {
      if (valid_.front()) observe();
      valid_.pop_front();
    }
    beats_.sample({sent_, !valid});
    if (!valid) co_return;
    ++sent_;
    Samples y4, y5;
    for (unsigned i = 0; i < 5; ++i) {
      const auto level = static_cast<Pam4Symbol>(levels >> (2 * i) & 3);
      if (i < 4) y4.push_back(golden4_.next(level));
      y5.push_back(golden5_.next(level));
    }
    y4_.expect(y4);
    y5_.expect(y5);
  }

  Task<> send(unsigned beats, unsigned gap_percent) {
    for (unsigned sent = 0; sent < beats;) {
      const bool valid = !random.percent(gap_percent);
      co_await beat(valid, random.any<std::uint16_t>() & 0x3FF);
      sent += valid;
    }
    for (unsigned i = 0; i < kLatency; ++i) co_await beat(false, 0);
    EXPECT_EQ(y4_.pending() + y5_.pending(), 0U);
  }

  void observe() {
    Samples y4, y5;
    for (unsigned i = 0; i < 4; ++i) y4.push_back(signed14(dut.isi4_y_o[i]));
    for (unsigned i = 0; i < 5; ++i) y5.push_back(signed14(dut.isi5_y_o[i]));
    y4_.found(y4, cycle());
    y5_.found(y5, cycle());
  }

  LinkTaps random_taps() {
    LinkTaps taps;
    taps[0] = random.corner<std::int16_t>(1, 511);
    for (int i = 1; i < 4; ++i) taps[i] = random.corner<std::int16_t>(-512, 511);
    return taps;
  }

  Scoreboard<Samples> y4_{"y of 4 symbols"};
  Scoreboard<Samples> y5_{"y of 5 symbols"};
  LinkIsi golden4_{{}}, golden5_{{}};
  CoverGroup<LinkTaps> taps_{"ll_isi_filter taps"};
  CoverGroup<Place> beats_{"ll_isi_filter"};
  unsigned sent_ = 0;
  std::deque<bool> valid_;  // of the beats whose y is still to come
};

// Levels 3, 0, 0, 0, 0 with taps 1, 10, 100, 500 (in 1/256): amplitudes +3, -3, -3, -3, -3.
TEST_F(IsiFilter, KnownAnswer) {
  bench.run([&]() -> Task<> {
    co_await start({1, 10, 100, 500});
    set(dut.isi_valid_i, 1);
    set(dut.isi_level_i, 0b00'00'00'00'11);
    co_await edge();
    set(dut.isi_valid_i, 0);
    co_await edges(kLatency);
    constexpr std::array<std::int32_t, 5> kExpected{3, 27, 267, 1167, -1833};
    for (int i = 0; i < 5; ++i) EXPECT_EQ(signed14(dut.isi5_y_o[i]), kExpected[i]) << i;
    for (int i = 0; i < 4; ++i) EXPECT_EQ(signed14(dut.isi4_y_o[i]), kExpected[i]) << i;
  });
}

TEST_F(IsiFilter, EachTapAloneWithBothSigns) {
  bench.run([&]() -> Task<> {
    for (int tap = 0; tap < 4; ++tap) {
      for (const int value : {1, -1, 255, -256, 511, -512}) {
        if (tap == 0 && value < 0) continue;
        LinkTaps taps{};
        taps[tap] = static_cast<std::int16_t>(value);
        co_await start(taps);
        co_await send(8, 0);
      }
    }
  });
}

TEST_F(IsiFilter, LargestSums) {
  bench.run([&]() -> Task<> {
    for (const LinkTaps& taps : {LinkTaps{511, -512, -512, -512}, LinkTaps{511, 511, 511, 511}}) {
      co_await start(taps);
      for (const std::uint16_t levels : {0x000, 0x3FF, 0x000, 0x333, 0x0CC, 0x3FF}) {
        co_await beat(true, levels);
      }
      co_await send(0, 0);
    }
  });
}

TEST_F(IsiFilter, RandomTapsWithGaps) {
  bench.run([&]() -> Task<> {
    for (int i = 0; i < 200; ++i) {
      co_await start(random_taps());
      co_await send(random.between(1U, 20U), random.pick(kGapPercents));
    }
  });
}

// The history is forgotten, the tables of the taps are kept.
TEST_F(IsiFilter, ResetBeginsWithNoHistory) {
  bench.run([&]() -> Task<> {
    const LinkTaps taps{300, -200, 150, -70};
    co_await start(taps);
    for (unsigned before = 0; before < 4; ++before) {
      co_await send(before, 0);
      co_await bench.reset(1);
      begin(taps);
      co_await send(5, 30);
    }
  });
}

}  // namespace
}  // namespace lightloop::link_bench
