// SPDX-License-Identifier: Apache-2.0
// ll_noise bit for bit against golden: what its generators give, and every entry of its table.
#include <algorithm>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "Vll_noise_s20.h"
#include "Vll_noise_s20___024root.h"
#include "sim/golden/link_noise.hpp"
#include "testbenches/lib/scoreboard.hpp"
#include "testbenches/link/started_model_test.hpp"

// In a coverage build only the model that counts.
#ifndef LIGHTLOOP_COUNTING_SHAPES_ONLY
#include "Vll_noise_s160.h"
#include "Vll_noise_s160___024root.h"
#endif

namespace lightloop::link_bench {
namespace {

using golden::LinkNoise;
using testbench::CoverGroup;
using testbench::Scoreboard;

template <class ModelType, int kSamplesValue>
struct NoiseShape {
  using Model = ModelType;
  static constexpr int kSamples = kSamplesValue;
  static std::string name() { return "s" + std::to_string(kSamples); }
};

/// A beat of ll_noise.
struct NoiseBeat {
  bool first;  ///< of its session
  bool gap;    ///< before it
};

template <class Shape>
class NoiseTest : public StartedModelTest<typename Shape::Model> {
 protected:
  using Samples = std::vector<std::int32_t>;
  static constexpr unsigned kLatency = 6;

  NoiseTest() {
    auto& first = beats_.point("first", &NoiseBeat::first, testbench::no_yes());
    auto& gap = beats_.point("after a gap", &NoiseBeat::gap, testbench::no_yes());
    beats_.cross("first x after a gap", {&first, &gap});
    cuts_.point(
        "cut off by", [](Cut cut) { return cut; }, cuts());
  }

  /// Compares `beats` beats, with gaps; more may be under way at the end.
  Task<> compare(std::uint64_t seed, int beats) {
    this->set(this->model_.seed_i, seed);
    co_await this->start();
    LinkNoise golden(seed);
    Scoreboard<Samples> board("noise of seed " + std::to_string(seed));
    std::deque<bool> advances;  // those whose samples are still to come
    bool gap = false;
    for (int sent = 0, found = 0; found < beats;) {
      const bool advance = !this->random_.percent(25);
      this->set(this->model_.advance_i, advance);
      co_await this->edges(1);
      advances.push_back(advance);
      if (advance) {
        beats_.sample({sent == 0, gap});
        ++sent;
        Samples samples(Shape::kSamples);
        for (std::int32_t& z : samples) z = golden.next();
        board.expect(samples);
      }
      gap = !advance;
      if (advances.size() <= kLatency) continue;
      const bool due = advances.front();
      advances.pop_front();
      if (!due) continue;
      ++found;
      board.found(samples_out(), this->cycle());
    }
    this->set(this->model_.advance_i, 0);
    board.forget();  // samples under way, which the next session finds in the pipeline
  }

  Samples samples_out() {
    Samples samples(Shape::kSamples);
    for (int i = 0; i < Shape::kSamples; ++i) {
      const auto magnitude = static_cast<std::int32_t>(this->model_.z_o[i] & 0xFFFF);
      samples[i] = (this->model_.z_o[i] >> 16) != 0 ? -magnitude : magnitude;
    }
    return samples;
  }

  CoverGroup<NoiseBeat> beats_{"noise", Shape::name()};
  CoverGroup<Cut> cuts_{"noise cut off", Shape::name()};
};

#ifdef LIGHTLOOP_COUNTING_SHAPES_ONLY
using NoiseShapes = ::testing::Types<NoiseShape<Vll_noise_s20, 20>>;
#else
using NoiseShapes =
    ::testing::Types<NoiseShape<Vll_noise_s20, 20>, NoiseShape<Vll_noise_s160, 160>>;
#endif

TYPED_TEST_SUITE(NoiseTest, NoiseShapes, ShapeNames);

TYPED_TEST(NoiseTest, EverySampleEqualsGolden) {
  this->bench_.run([&]() -> Task<> {
    for (const std::uint64_t seed : {0ULL, 1ULL, 0xFFFFFFFFFFFFFFFFULL, 0x0123456789ABCDEFULL}) {
      co_await this->compare(seed, 60000 / TypeParam::kSamples);
    }
  });
}

// A word for each sign, row of the table and fraction, those too that no generator gives in a
// lifetime, put where the generators put theirs.
TYPED_TEST(NoiseTest, EverySignRowAndFractionEqualsGolden) {
  std::vector<std::uint32_t> words{0, 0x80000000};
  for (int zeros = 0; zeros <= 30; ++zeros) {
    const int bits = 30 - zeros;                // below the leading one of u[30:0]
    const int unseen = std::max(0, bits - 16);  // of these, below the fraction
    for (std::uint32_t seen = 0; seen < 1U << (bits - unseen); ++seen) {
      const auto any = this->random_.template any<std::uint32_t>();
      const std::uint32_t m = 1U << bits | seen << unseen | (any & ((1U << unseen) - 1));
      words.insert(words.end(), {m, m | 0x80000000});
    }
  }
  constexpr std::size_t kSamples = TypeParam::kSamples;
  words.resize((words.size() + kSamples - 1) / kSamples * kSamples);
  const std::size_t clocks = words.size() / kSamples;
  this->bench_.run([&]() -> Task<> {
    auto& uniform = this->model_.rootp->ll_noise__DOT__u1_q;
    for (std::size_t clock = 0; clock < clocks + this->kLatency - 1; ++clock) {
      for (std::size_t i = 0; clock < clocks && i < kSamples; ++i) {
        this->set(uniform[i], words[clock * kSamples + i]);
      }
      co_await this->edges(1);
      // The words that the first stage would have made in the clock before this one.
      if (clock < this->kLatency - 1) continue;
      const std::size_t first = (clock - (this->kLatency - 1)) * kSamples;
      const auto found = this->samples_out();
      for (std::size_t i = 0; i < kSamples; ++i) {
        EXPECT_EQ(found[i], golden::link_gaussian(words[first + i]))
            << "u " << words[first + i] << ", sample " << i;
      }
      if (::testing::Test::HasFailure()) co_return;
    }
  });
}

TYPED_TEST(NoiseTest, ReseedingAtAnyTimeBeginsAnew) {
  this->bench_.run([&]() -> Task<> {
    co_await this->compare(99, 40);
    co_await this->pulse_start();  // and once more while it is being seeded
    co_await this->edges(317);
    this->cuts_.sample(Cut::kStart);
    co_await this->compare(7, 40);
  });
}

// While it is being seeded, and with samples under way.
TYPED_TEST(NoiseTest, ResetAtAnyTimeEndsTheSeeding) {
  this->bench_.run([&]() -> Task<> {
    for (const std::uint64_t clocks : {1, 2, 317}) {
      co_await this->pulse_start();
      co_await this->edges(clocks);
      EXPECT_EQ(this->model_.busy_o, 1);
      this->cuts_.sample(Cut::kReset);
      co_await this->bench_.reset(1);
      co_await this->edges(1);
      EXPECT_EQ(this->model_.busy_o, 0);
      co_await this->compare(clocks, 40);
      this->set(this->model_.advance_i, 1);
      co_await this->edges(clocks);
      this->set(this->model_.advance_i, 0);
      co_await this->bench_.reset(1);
      co_await this->compare(clocks + 1, 40);
    }
  });
}

}  // namespace
}  // namespace lightloop::link_bench
