// SPDX-License-Identifier: Apache-2.0
// ll_noise and ll_digital_channel bit for bit against golden: every noise sample and every slicer
// decision, at every width.
#include <cstdint>
#include <gtest/gtest.h>
#include <random>
#include <vector>

#include "Vll_digital_channel_w4.h"
#include "Vll_noise_s20.h"
#include "sim/golden/digital_link.hpp"
#include "sim/golden/link_channel.hpp"
#include "sim/golden/link_noise.hpp"
#include "sim/verilated/coverage.hpp"
#include "sim/verilated/link_core_ports.hpp"
#include "testbenches/lib/verilated_clock.hpp"
#include "testbenches/lib/verilated_port.hpp"

// In a coverage build only the models that count.
#ifndef LIGHTLOOP_COUNTING_SHAPES_ONLY
#include "Vll_digital_channel_w16.h"
#include "Vll_digital_channel_w32.h"
#include "Vll_digital_channel_w8.h"
#include "Vll_noise_s160.h"
#endif

namespace lightloop {
namespace {

using golden::LinkNoise;
using golden::LinkTaps;
using golden::Pam4Symbol;
using testbench::clock_once;
using testbench::read_bits;
using testbench::write_bits;

/// One pulse of start_i, then clocks until busy_o falls.
template <class Model>
void start(Model& model) {
  model.start_i = 1;
  clock_once(model);
  model.start_i = 0;
  int clocks = 0;
  while (model.busy_o != 0) {
    ASSERT_LT(++clocks, 2000);
    clock_once(model);
  }
}

// ------------------------------------------------------------------------------------------ noise
template <class ModelType, int kSamplesValue>
struct NoiseShape {
  using Model = ModelType;
  static constexpr int kSamples = kSamplesValue;
};

template <class Shape>
class NoiseTest : public ::testing::Test {
 protected:
  static constexpr int kLatency = 6;

  NoiseTest() : model_(&context_) { testbench::reset(model_, 3); }
  ~NoiseTest() override { model_.final(); }

  /// Compares `beats` beats, with gaps.
  void compare(std::uint64_t seed, int beats) {
    model_.seed_i = seed;
    start(model_);
    LinkNoise golden(seed);
    std::mt19937 random(1);
    std::vector<bool> sent;
    for (int beat = 0; beat < beats;) {
      const bool advance = random() % 4 != 0;
      model_.advance_i = advance;
      clock_once(model_);
      sent.push_back(advance);
      if (sent.size() < kLatency || !sent[sent.size() - kLatency]) continue;
      ++beat;
      for (int i = 0; i < Shape::kSamples; ++i) {
        const std::int32_t magnitude = static_cast<std::int32_t>(model_.z_o[i] & 0xFFFF);
        const std::int32_t z = (model_.z_o[i] >> 16) != 0 ? -magnitude : magnitude;
        ASSERT_EQ(z, golden.next()) << "seed " << seed << " sample " << golden.position() - 1;
      }
    }
    model_.advance_i = 0;
  }

  VerilatedContext context_;
  typename Shape::Model model_;
  verilated::CoverageGuard coverage_{context_};
};

#ifdef LIGHTLOOP_COUNTING_SHAPES_ONLY
using NoiseShapes = ::testing::Types<NoiseShape<Vll_noise_s20, 20>>;
#else
using NoiseShapes =
    ::testing::Types<NoiseShape<Vll_noise_s20, 20>, NoiseShape<Vll_noise_s160, 160>>;
#endif
TYPED_TEST_SUITE(NoiseTest, NoiseShapes);

TYPED_TEST(NoiseTest, EverySampleEqualsGolden) {
  for (const std::uint64_t seed : {0ULL, 1ULL, 0xFFFFFFFFFFFFFFFFULL, 0x0123456789ABCDEFULL}) {
    this->compare(seed, 60000 / TypeParam::kSamples);
  }
}

TYPED_TEST(NoiseTest, ReseedingAtAnyTimeBeginsAnew) {
  this->compare(99, 40);
  this->model_.start_i = 1;  // and once more while it is being seeded
  clock_once(this->model_);
  this->model_.start_i = 0;
  for (int i = 0; i < 317; ++i) clock_once(this->model_);
  this->compare(7, 40);
}

// ---------------------------------------------------------------------------------------- channel
template <class ModelType, int kWidthValue>
struct ChannelShape {
  using Model = ModelType;
  static constexpr int kWidth = kWidthValue;
};

template <class Shape>
class DigitalChannelTest : public ::testing::Test {
 protected:
  static constexpr int kSymbols = 5 * Shape::kWidth;
  static constexpr int kLatency = 10;

  DigitalChannelTest() : model_(&context_) { testbench::reset(model_, 3); }
  ~DigitalChannelTest() override { model_.final(); }

  void compare(const LinkTaps& taps, std::uint16_t sigma, std::uint64_t seed, int symbols,
               bool noise_enable = true) {
    model_.tap_i = verilated::tap_bits(taps);
    model_.sigma_i = sigma;
    model_.noise_enable_i = noise_enable;
    model_.noise_seed_i = seed;
    start(model_);

    golden::LinkIsi isi(taps);
    LinkNoise noise(seed);
    std::mt19937 random(2);
    std::vector<Pam4Symbol> sent, decided;
    std::size_t out = 0;
    int idle = 0;
    while (idle < 20) {
      const bool valid = static_cast<int>(sent.size()) < symbols && random() % 4 != 0;
      if (static_cast<int>(sent.size()) >= symbols) ++idle;
      model_.valid_i = valid;
      for (int i = 0; i < kSymbols; ++i) {
        const auto level = static_cast<Pam4Symbol>(random() & 3);
        write_bits(model_.level_i, 2 * i, 2, level);
        if (!valid) continue;
        sent.push_back(level);
        decided.push_back(golden::link_slice(
            golden::link_slicer_input(isi.next(level), noise_enable ? noise.next() : 0, sigma),
            taps[0]));
      }
      clock_once(model_);
      if (model_.valid_o == 0) continue;
      for (int i = 0; i < kSymbols; ++i, ++out) {
        ASSERT_LT(out, sent.size());
        ASSERT_EQ(read_bits(model_.sent_o, 2 * i, 2), sent[out]) << "symbol " << out;
        ASSERT_EQ(read_bits(model_.level_o, 2 * i, 2), decided[out])
            << "symbol " << out << " sigma " << sigma << " taps " << taps[0] << ' ' << taps[1]
            << ' ' << taps[2] << ' ' << taps[3];
      }
    }
    EXPECT_EQ(out, sent.size());
  }

  VerilatedContext context_;
  typename Shape::Model model_;
  verilated::CoverageGuard coverage_{context_};
};

#ifdef LIGHTLOOP_COUNTING_SHAPES_ONLY
using ChannelShapes = ::testing::Types<ChannelShape<Vll_digital_channel_w4, 4>>;
#else
using ChannelShapes = ::testing::Types<
    ChannelShape<Vll_digital_channel_w4, 4>, ChannelShape<Vll_digital_channel_w8, 8>,
    ChannelShape<Vll_digital_channel_w16, 16>, ChannelShape<Vll_digital_channel_w32, 32>>;
#endif
TYPED_TEST_SUITE(DigitalChannelTest, ChannelShapes);

TYPED_TEST(DigitalChannelTest, NoiseAlone) {
  for (const int sigma : {0, 1, 3000, 12000, 0xFFFF}) {
    this->compare({256, 0, 0, 0}, static_cast<std::uint16_t>(sigma), 5, 8000);
  }
}

TYPED_TEST(DigitalChannelTest, InterferenceAlone) {
  this->compare({256, 40, -30, 20}, 9000, 1, 4000, false);
  this->compare({511, -512, -512, -512}, 0, 1, 4000);
  this->compare({1, 511, 511, 511}, 0, 1, 4000);
}

TYPED_TEST(DigitalChannelTest, ExtremesOfBoth) {
  this->compare({511, -512, -512, -512}, 0xFFFF, 3, 8000);
  this->compare({1, 511, -512, 511}, 0xFFFF, 4, 8000);
}

TYPED_TEST(DigitalChannelTest, RandomConfigurations) {
  constexpr unsigned kSeed = 77;
  SCOPED_TRACE(::testing::Message() << "seed " << kSeed);
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 10; ++i) {
    LinkTaps taps;
    taps[0] = static_cast<std::int16_t>(1 + random() % 511);
    for (int tap = 1; tap < 4; ++tap) taps[tap] = static_cast<std::int16_t>(random() % 1024) - 512;
    this->compare(taps, static_cast<std::uint16_t>(random()), random(), 1000);
  }
}

TYPED_TEST(DigitalChannelTest, LatencyIsTenClocks) {
  start(this->model_);
  this->model_.valid_i = 1;
  for (int i = 1; i <= 10; ++i) {
    ASSERT_EQ(this->model_.valid_o, 0) << i;
    clock_once(this->model_);
    this->model_.valid_i = 0;
  }
  EXPECT_EQ(this->model_.valid_o, 1);
}

}  // namespace
}  // namespace lightloop
