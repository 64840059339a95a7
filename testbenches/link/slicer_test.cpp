// SPDX-License-Identifier: Apache-2.0
// ll_slicer against docs/digital-link.md section 5, with the thresholds hit exactly and by one.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <deque>
#include <vector>

#include "sim/golden/link_channel.hpp"
#include "testbenches/lib/cover_group.hpp"
#include "testbenches/lib/scoreboard.hpp"
#include "testbenches/link/link_bank_test.hpp"

namespace lightloop::link_bench {
namespace {

using golden::Pam4Symbol;
using testbench::bin;
using testbench::CoverGroup;
using testbench::Scoreboard;

constexpr unsigned kSymbols = 5;
constexpr unsigned kLatency = 4;        // from the noise
constexpr unsigned kSignalLatency = 2;  // from the signal

struct Sample {
  std::int32_t y = 0;          // signal
  bool negative = false;       // noise
  std::int32_t magnitude = 0;  // noise
};
using Beat = std::array<Sample, kSymbols>;

/// One decision.
struct Decision {
  Pam4Symbol level;
  bool negative_noise;
  std::int64_t above;  ///< 2^-20/256 level units from the nearest threshold
};

class Slicer : public LinkBankTest {
 protected:
  Slicer() {
    auto& level = decisions_.point("level", &Decision::level, testbench::each(0, 3));
    auto& negative =
        decisions_.point("negative noise", &Decision::negative_noise, testbench::no_yes());
    auto& above = decisions_.point("from the threshold", &Decision::above,
                                   {bin("just below", {{-0xFFFFF, -1}}), bin("exactly", {0}),
                                    bin("just above", {{1, 0xFFFFF}})});
    // Below level 0 and above level 3 there is no threshold.
    decisions_.cross("level x noise x distance", {&level, &negative, &above},
                     {{"0", "*", "exactly"}, {"0", "*", "just above"}, {"3", "*", "just below"}});
  }

  void configure(std::uint16_t sigma, std::int16_t tap0) {
    sigma_ = sigma;
    tap0_ = tap0;
    set(dut.slicer_sigma_i, sigma);
    set(dut.slicer_threshold_i, 2 * tap0);
  }

  /// One clock; the signal of a beat goes in two clocks after its noise.
  Task<> clock(const Beat& noise, bool expected) {
    delayed_.push_back(noise);
    for (unsigned i = 0; i < kSymbols; ++i) {
      set(dut.slicer_z_i[i], noise[i].magnitude | (noise[i].negative ? 1U << 16 : 0U));
      const std::int32_t signal = delayed_.size() > 2 ? delayed_[delayed_.size() - 3][i].y : 0;
      set(dut.slicer_y_i[i], signal & 0x3FFF);
    }
    co_await edge();
    due_.push_back(expected);
    if (due_.size() > kLatency) {
      if (due_.front()) levels_.found(dut.slicer_level_o, cycle());
      due_.pop_front();
    }
    if (!expected) co_return;
    std::uint16_t levels = 0;
    for (unsigned i = 0; i < kSymbols; ++i) {
      const Sample& s = noise[i];
      const std::int64_t v =
          golden::link_slicer_input(s.y, s.negative ? -s.magnitude : s.magnitude, sigma_);
      const Pam4Symbol level = golden::link_slice(v, tap0_);
      levels = static_cast<std::uint16_t>(levels | level << (2 * i));
      const std::int64_t threshold = (std::int64_t{tap0_} * 2) << 20;
      std::int64_t above = v;
      if (std::abs(v - threshold) < std::abs(above)) above = v - threshold;
      if (std::abs(v + threshold) < std::abs(above)) above = v + threshold;
      decisions_.sample({level, s.negative, above});
    }
    levels_.expect(levels);
  }

  Task<> drain() {
    for (unsigned i = 0; i < kLatency; ++i) co_await clock({}, false);
    EXPECT_EQ(levels_.pending(), 0U);
  }

  CoverGroup<Decision> decisions_{"ll_slicer"};
  Scoreboard<std::uint16_t> levels_{"decisions"};
  std::uint16_t sigma_ = 0;
  std::int16_t tap0_ = 1;
  std::vector<Beat> delayed_;
  std::deque<bool> due_;
};

// T = 512: the thresholds belong to the level above.
TEST_F(Slicer, KnownAnswer) {
  bench.run([&]() -> Task<> {
    configure(0, 256);
    constexpr std::array<std::int32_t, 5> kSignal{-513, -512, -1, 0, 511};
    for (unsigned i = 0; i < kSymbols; ++i) set(dut.slicer_y_i[i], kSignal[i] & 0x3FFF);
    co_await edge();
    set(dut.slicer_y_i[0], 512);
    co_await edges(kSignalLatency);
    EXPECT_EQ(dut.slicer_level_o, 0b10'10'01'01'00);
    co_await edge();
    EXPECT_EQ(dut.slicer_level_o, 0b10'10'01'01'11);
  });
}

// Products that are a multiple of 2^20, one more and one less, beside each threshold.
TEST_F(Slicer, RoundsTheNoiseDownAtTheThresholds) {
  bench.run([&]() -> Task<> {
    for (const std::uint16_t sigma : {1, 0x1000, 0x8000, 0xFFFF}) {
      for (const std::int16_t tap0 : {1, 256, 511}) {
        configure(sigma, tap0);
        co_await drain();
        for (const std::int32_t threshold : {-2 * tap0, 0, 2 * tap0}) {
          for (const std::int32_t units : {0, 1, 2, 100}) {
            const auto exact = static_cast<std::int32_t>((std::int64_t{units} << 20) / sigma);
            for (std::int32_t magnitude = std::max(0, exact - 1);
                 magnitude <= std::min(51921, exact + 1); ++magnitude) {
              for (const bool negative : {false, true}) {
                Beat beat;
                for (int i = 0; i < static_cast<int>(kSymbols); ++i) {
                  beat[i] = {.y = threshold + (negative ? units : -units) + i - 2,
                             .negative = negative,
                             .magnitude = magnitude};
                }
                co_await clock(beat, true);
              }
            }
          }
        }
        co_await drain();
      }
    }
  });
  EXPECT_GT(levels_.matched(), 500U);
}

TEST_F(Slicer, RandomSamples) {
  bench.run([&]() -> Task<> {
    for (int run = 0; run < 40; ++run) {
      configure(random.corner<std::uint16_t>(0, 0xFFFF), random.corner<std::int16_t>(1, 511));
      co_await drain();
      for (int i = 0; i < 100; ++i) {
        Beat beat;
        for (Sample& sample : beat) {
          sample = {.y = random.corner<std::int32_t>(-6144, 6144),
                    .negative = random.percent(50),
                    .magnitude = random.corner<std::int32_t>(0, 51921)};
        }
        co_await clock(beat, true);
      }
      co_await drain();
    }
  });
}

}  // namespace
}  // namespace lightloop::link_bench
