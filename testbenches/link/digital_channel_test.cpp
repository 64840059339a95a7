// SPDX-License-Identifier: Apache-2.0
// ll_digital_channel bit for bit against golden: every slicer decision, at every width.
#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "Vll_digital_channel_w4.h"
#include "sim/golden/digital_link.hpp"
#include "sim/golden/link_channel.hpp"
#include "sim/golden/link_noise.hpp"
#include "sim/verilated/link_core_ports.hpp"
#include "testbenches/lib/scoreboard.hpp"
#include "testbenches/lib/verilated_port.hpp"
#include "testbenches/link/started_model_test.hpp"

// In a coverage build only the model that counts.
#ifndef LIGHTLOOP_COUNTING_SHAPES_ONLY
#include "Vll_digital_channel_w16.h"
#include "Vll_digital_channel_w32.h"
#include "Vll_digital_channel_w8.h"
#endif

namespace lightloop::link_bench {
namespace {

using golden::LinkNoise;
using golden::LinkTaps;
using golden::Pam4Symbol;
using testbench::bin;
using testbench::CoverGroup;
using testbench::Field;
using testbench::read_bits;
using testbench::Scoreboard;
using testbench::write_bits;

template <class ModelType, int kWidthValue>
struct ChannelShape {
  using Model = ModelType;
  static constexpr int kWidth = kWidthValue;
  static std::string name() { return "w" + std::to_string(kWidth); }
};

using Levels = std::vector<Pam4Symbol>;

struct ChannelBeat {
  Levels sent;
  Levels decided;
  std::uint64_t cycle = 0;  ///< in which it comes out
  static constexpr auto kFields =
      std::tuple(Field{"cycle", &ChannelBeat::cycle}, Field{"sent", &ChannelBeat::sent},
                 Field{"decided", &ChannelBeat::decided});
};

struct ChannelConfig {
  LinkTaps taps{256, 0, 0, 0};
  std::uint16_t sigma = 0;
  std::uint64_t seed = 1;
  bool noise_enable = true;
};

template <class Shape>
class DigitalChannelTest : public StartedModelTest<typename Shape::Model> {
 protected:
  static constexpr int kSymbols = 5 * Shape::kWidth;
  static constexpr unsigned kLatency = 10;

  DigitalChannelTest() {
    auto& noise = configs_.point(
        "noise", [](const ChannelConfig& c) { return c.noise_enable ? std::int64_t{c.sigma} : -1; },
        {bin("disabled", {-1}), bin("sigma zero", {0}), bin("some", {{1, 0xFFFE}}),
         bin("largest sigma", {0xFFFF})});
    auto& interference = configs_.point(
        "interference",
        [](const ChannelConfig& c) {
          return std::any_of(c.taps.begin() + 1, c.taps.end(),
                             [](std::int16_t tap) { return tap != 0; });
        },
        testbench::no_yes());
    configs_.point("main tap", [](const ChannelConfig& c) { return c.taps[0]; },
                   {bin("least", {1}), bin("one", {256}), bin("most", {511}),
                    bin("other", {{2, 255}, {257, 510}})});
    configs_.cross("noise x interference", {&noise, &interference}, {{"disabled", "no"}});
    cuts_.point(
        "cut off by", [](Cut cut) { return cut; }, cuts());
  }

  /// Sends `symbols` symbols, rounded up to beats, with gaps; what comes out is compared with
  /// golden.
  Task<> compare(ChannelConfig config, int symbols) {
    configs_.sample(config);
    configure(config);
    co_await this->start();
    golden::LinkIsi isi(config.taps);
    LinkNoise noise(config.seed);
    Scoreboard<ChannelBeat> board(describe(config));
    for (int left = symbols, idle = 0; idle < 20;) {
      const bool valid = left > 0 && !this->random_.percent(25);
      if (left <= 0) ++idle;
      const Levels levels = random_levels();
      send(valid, levels);
      co_await this->edges(1);
      if (valid) {
        left -= kSymbols;
        ChannelBeat beat{levels, Levels(kSymbols), this->cycle() + kLatency};
        for (int i = 0; i < kSymbols; ++i) {
          const std::int32_t z = config.noise_enable ? noise.next() : 0;
          beat.decided[i] = golden::link_slice(
              golden::link_slicer_input(isi.next(levels[i]), z, config.sigma), config.taps[0]);
        }
        board.expect(beat);
      }
      if (this->model_.valid_o == 0) continue;
      const ChannelBeat beat{levels_of(this->model_.sent_o), levels_of(this->model_.level_o),
                             this->cycle()};
      board.found(beat, this->cycle());
    }
  }

  /// Sends beats without looking at what comes out.
  Task<> send_beats(unsigned beats) {
    for (unsigned i = 0; i < beats; ++i) {
      send(true, random_levels());
      co_await this->edges(1);
    }
    this->set(this->model_.valid_i, 0);
  }

  void configure(const ChannelConfig& config) {
    this->set(this->model_.tap_i, verilated::tap_bits(config.taps));
    this->set(this->model_.sigma_i, config.sigma);
    this->set(this->model_.noise_enable_i, config.noise_enable);
    this->set(this->model_.noise_seed_i, config.seed);
  }

  Levels random_levels() {
    Levels levels(kSymbols);
    for (Pam4Symbol& level : levels) level = this->random_.template between<Pam4Symbol>(0, 3);
    return levels;
  }

  void send(bool valid, const Levels& levels) {
    auto bits = this->model_.level_i;
    for (int i = 0; i < kSymbols; ++i) write_bits(bits, 2 * i, 2, levels[i]);
    this->set(this->model_.level_i, bits);
    this->set(this->model_.valid_i, valid);
  }

  template <typename Port>
  static Levels levels_of(const Port& port) {
    Levels levels(kSymbols);
    for (int i = 0; i < kSymbols; ++i)
      levels[i] = static_cast<Pam4Symbol>(read_bits(port, 2 * i, 2));
    return levels;
  }

  static std::string describe(const ChannelConfig& config) {
    std::string text = "channel with sigma " + std::to_string(config.sigma) + ", taps";
    for (const std::int16_t tap : config.taps) text += ' ' + std::to_string(tap);
    return text;
  }

  CoverGroup<ChannelConfig> configs_{"digital_channel", Shape::name()};
  CoverGroup<Cut> cuts_{"digital_channel cut off", Shape::name()};
};

#ifdef LIGHTLOOP_COUNTING_SHAPES_ONLY
using ChannelShapes = ::testing::Types<ChannelShape<Vll_digital_channel_w4, 4>>;
#else
using ChannelShapes = ::testing::Types<
    ChannelShape<Vll_digital_channel_w4, 4>, ChannelShape<Vll_digital_channel_w8, 8>,
    ChannelShape<Vll_digital_channel_w16, 16>, ChannelShape<Vll_digital_channel_w32, 32>>;
#endif
TYPED_TEST_SUITE(DigitalChannelTest, ChannelShapes, ShapeNames);

TYPED_TEST(DigitalChannelTest, NoiseAlone) {
  this->bench_.run([&]() -> Task<> {
    for (const int sigma : {0, 1, 3000, 12000, 0xFFFF}) {
      const ChannelConfig config{.sigma = static_cast<std::uint16_t>(sigma), .seed = 5};
      co_await this->compare(config, 8000);
    }
  });
}

TYPED_TEST(DigitalChannelTest, InterferenceAlone) {
  this->bench_.run([&]() -> Task<> {
    const ChannelConfig usual{.taps = {256, 40, -30, 20}, .sigma = 9000, .noise_enable = false};
    const ChannelConfig negative{.taps = {511, -512, -512, -512}};
    const ChannelConfig positive{.taps = {1, 511, 511, 511}};
    co_await this->compare(usual, 4000);
    co_await this->compare(negative, 4000);
    co_await this->compare(positive, 4000);
  });
}

TYPED_TEST(DigitalChannelTest, ExtremesOfBoth) {
  this->bench_.run([&]() -> Task<> {
    const ChannelConfig strong{.taps = {511, -512, -512, -512}, .sigma = 0xFFFF, .seed = 3};
    const ChannelConfig weak{.taps = {1, 511, -512, 511}, .sigma = 0xFFFF, .seed = 4};
    co_await this->compare(strong, 8000);
    co_await this->compare(weak, 8000);
  });
}

TYPED_TEST(DigitalChannelTest, RandomConfigurations) {
  Random random = this->random_.branch("configurations");
  this->bench_.run([&]() -> Task<> {
    for (int i = 0; i < 10; ++i) {
      ChannelConfig config;
      config.taps[0] = random.between<std::int16_t>(1, 511);
      for (int tap = 1; tap < 4; ++tap) config.taps[tap] = random.between<std::int16_t>(-512, 511);
      config.sigma = random.any<std::uint16_t>();
      config.seed = random();
      co_await this->compare(config, 1000);
    }
  });
}

TYPED_TEST(DigitalChannelTest, LatencyIsTenClocks) {
  this->bench_.run([&]() -> Task<> {
    co_await this->start();
    co_await this->send_beats(1);
    for (int i = 0; i < 10; ++i) {
      EXPECT_EQ(this->model_.valid_o, 0) << i;
      co_await this->edges(1);
    }
    EXPECT_EQ(this->model_.valid_o, 1);
  });
}

// Of the beats that are under way none comes out, and the symbols before are forgotten.
TYPED_TEST(DigitalChannelTest, ResetOrStartInMidFrameDropsWhatIsUnderWay) {
  this->bench_.run([&]() -> Task<> {
    const ChannelConfig config{.taps = {256, 40, -30, 20}, .sigma = 9000, .seed = 8};
    for (const Cut cut : {Cut::kReset, Cut::kStart}) {
      for (unsigned beats = 1; beats <= 12; beats += 3) {
        this->configure(config);
        co_await this->start();
        co_await this->send_beats(beats);
        this->cuts_.sample(cut);
        if (cut == Cut::kReset) {
          co_await this->bench_.reset(1);
        } else {
          co_await this->pulse_start();
        }
        for (unsigned i = 0; i < 2 * this->kLatency; ++i) {
          co_await this->edges(1);
          EXPECT_EQ(this->model_.valid_o, 0) << "after " << beats << " beats";
        }
        co_await this->compare(config, 200);
      }
    }
  });
}

}  // namespace
}  // namespace lightloop::link_bench
