// SPDX-License-Identifier: Apache-2.0
// Gray map, precoder and their inverses (ll_pam4_map, ll_precoder, ll_precoder_decoder,
// ll_pam4_demap) against known answers and golden.
#include <algorithm>
#include <array>
#include <cstdint>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "Vpam4_path_s6.h"
#include "Vpam4_path_s80.h"
#include "sim/golden/pam4.hpp"
#include "testbenches/lib/bench.hpp"
#include "testbenches/lib/cover_group.hpp"
#include "testbenches/lib/random.hpp"
#include "testbenches/lib/scoreboard.hpp"
#include "testbenches/lib/verilated_port.hpp"

namespace lightloop::testbench {
namespace {

using golden::Pam4Symbol;
using Levels = std::vector<Pam4Symbol>;

// rtl/dsp/ll_precoder.sv, rtl/dsp/ll_precoder_decoder.sv
constexpr std::uint64_t kPrecoderLatency = 2;
constexpr std::uint64_t kDecoderLatency = 1;

template <class ModelType, int kSymbolsValue>
struct Shape {
  using Model = ModelType;
  static constexpr int kSymbols = kSymbolsValue;
};

/// What a beat of a precoder or its inverse goes through.
struct Case {
  unsigned previous;  ///< the level on the line before the beat
  unsigned level;     ///< the first level of the beat at the input
  std::uint64_t gap;  ///< clocks without a beat before it
};

/// The cases of one direction.
class PrecoderCoverage {
 public:
  PrecoderCoverage(const std::string& group, const std::string& instance)
      : cases_(group, instance) {
    auto& previous = cases_.point("previous level", &Case::previous, each(0, 3));
    auto& level = cases_.point("level", &Case::level, each(0, 3));
    auto& gap = cases_.point("gap", &Case::gap,
                             {bin("none", {0}), bin("one", {1}), bin("more", {{2, 1'000'000}})});
    cases_.cross("previous level x level", {&previous, &level});
    cases_.cross("previous level x gap", {&previous, &gap});
  }
  void sample(const Case& one) { cases_.sample(one); }

 private:
  CoverGroup<Case> cases_;
};

/// A beat that came out, and when.
struct Beat {
  Levels levels;
  std::uint64_t cycle;
};

template <class S>
class Pam4Path : public ::testing::Test {
 protected:
  static constexpr int kSymbols = S::kSymbols;

  template <typename T>
  static Levels levels_of(const T& port) {
    Levels levels(kSymbols);
    for (int i = 0; i < kSymbols; ++i) {
      levels[i] = static_cast<Pam4Symbol>(read_bits(port, std::size_t(2) * i, 2));
    }
    return levels;
  }
  template <typename T>
  static T packed(const T& /*port*/, const Levels& levels) {
    T value{};
    for (int i = 0; i < kSymbols; ++i) write_bits(value, std::size_t(2) * i, 2, levels[i]);
    return value;
  }

  Levels random_levels() {
    Levels levels(kSymbols);
    for (auto& level : levels) level = random_.between<Pam4Symbol>(0, 3);
    return levels;
  }

  void set(CData& port, bool value) { bench_.port(port).write(value ? 1 : 0); }

  /// What the map has to make these levels of: the pair of bits, the first one low.
  static Levels pairs_of(const Levels& gray) {
    Levels pairs(gray.size());
    for (std::size_t i = 0; i < gray.size(); ++i) {
      pairs[i] = static_cast<Pam4Symbol>(golden::gray_first_bit(gray[i]) |
                                         golden::gray_second_bit(gray[i]) << 1);
    }
    return pairs;
  }

  /// Shows a beat of Gray levels, as bits, to the transmit side for one clock.
  Task<> transmit(Levels gray) {
    bench_.port(model_.tx_bits_i).write(packed(model_.tx_bits_i, pairs_of(gray)));
    set(model_.tx_valid_i, true);
    co_await RisingEdge(clock_);
    sent_.push_back({std::move(gray), clock_.cycle()});
    set(model_.tx_valid_i, false);
  }
  /// Shows a beat of levels to the receive side for one clock.
  Task<> receive(Levels levels) {
    bench_.port(model_.rx_level_i).write(packed(model_.rx_level_i, levels));
    set(model_.rx_valid_i, true);
    co_await RisingEdge(clock_);
    sent_.push_back({std::move(levels), clock_.cycle()});
    set(model_.rx_valid_i, false);
  }
  /// Something else on the data ports, without valid.
  Task<> pause(int clocks) {
    for (int i = 0; i < clocks; ++i) {
      bench_.port(model_.tx_bits_i).write(packed(model_.tx_bits_i, random_levels()));
      bench_.port(model_.rx_level_i).write(packed(model_.rx_level_i, random_levels()));
      co_await RisingEdge(clock_);
    }
  }

  /// Collects the beats of both sides for as long as it lives.
  Task<> monitor() {
    for (;;) {
      co_await RisingEdge(clock_);
      const std::uint64_t cycle = clock_.cycle();
      if (model_.tx_valid_o != 0) tx_.push_back({levels_of(model_.tx_level_o), cycle});
      if (model_.rx_valid_o != 0) {
        rx_.push_back({levels_of(model_.rx_gray_o), cycle});
        EXPECT_EQ(levels_of(model_.rx_bits_o), pairs_of(rx_.back().levels)) << "cycle " << cycle;
      }
    }
  }

  void start() {
    set(model_.enable_i, true);
    bench_.start_soon(monitor(), "monitor");
    sent_.clear();
    tx_.clear();
    rx_.clear();
  }

  /// Each beat that was sent has come out once, `latency` clocks later, as process() makes it.
  template <typename Process>
  void compare(const std::vector<Beat>& found, std::uint64_t latency, Process process,
               PrecoderCoverage* coverage = nullptr) {
    Scoreboard<Levels> board("levels");
    Levels expected(kSymbols);
    const Beat* before = nullptr;
    Pam4Symbol previous = 0;
    for (const Beat& beat : sent_) {
      process(beat.levels, expected);
      board.expect(expected);
      if (coverage != nullptr && before != nullptr) {
        coverage->sample({previous, beat.levels.front(), beat.cycle - before->cycle - 1});
      }
      before = &beat;
      previous = (coverage == &precoder_coverage_ ? expected : beat.levels).back();
    }
    for (std::size_t i = 0; i < found.size(); ++i) {
      board.found(found[i].levels, found[i].cycle);
      if (i < sent_.size()) {
        EXPECT_EQ(found[i].cycle - sent_[i].cycle, latency);
      }
    }
  }
  void compare_precoded() {
    golden::Pam4Precoder precoder;
    compare(
        tx_, kPrecoderLatency, [&](const Levels& in, Levels& out) { precoder.process(in, out); },
        &precoder_coverage_);
  }
  void compare_decoded() {
    golden::Pam4PrecoderInverse inverse;
    compare(
        rx_, kDecoderLatency, [&](const Levels& in, Levels& out) { inverse.process(in, out); },
        &decoder_coverage_);
  }

  Random random_ = Random::for_test();
  Bench<typename S::Model> bench_;
  typename S::Model& model_ = bench_.model();
  Clock& clock_ = bench_.clock();
  std::vector<Beat> sent_, tx_, rx_;
  PrecoderCoverage precoder_coverage_{"precoder", "s" + std::to_string(kSymbols)};
  PrecoderCoverage decoder_coverage_{"precoder_decoder", "s" + std::to_string(kSymbols)};
};

using Shapes = ::testing::Types<Shape<Vpam4_path_s6, 6>, Shape<Vpam4_path_s80, 80>>;
struct ShapeName {
  template <typename S>
  static std::string GetName(int /*index*/) {
    return "s" + std::to_string(S::kSymbols);
  }
};
TYPED_TEST_SUITE(Pam4Path, Shapes, ShapeName);

// IEEE 802.3 120.5.7.1: 00, 01, 11, 10 are the levels 0, 1, 2, 3, first bit written left.
TYPED_TEST(Pam4Path, GrayMapKnownAnswersInEveryPlace) {
  struct Answer {
    unsigned first, second;
    Pam4Symbol level;
  };
  const std::array<Answer, 4> answers{{{0, 0, 0}, {0, 1, 1}, {1, 1, 2}, {1, 0, 3}}};
  this->bench_.run([&]() -> Task<> {
    this->set(this->model_.enable_i, false);
    for (const Answer& a : answers) {
      for (int place = 0; place < TypeParam::kSymbols; ++place) {
        // The others get the opposite bits.
        Levels pairs(TypeParam::kSymbols, static_cast<Pam4Symbol>((a.first | a.second << 1) ^ 3));
        Levels levels(TypeParam::kSymbols, static_cast<Pam4Symbol>(a.level ^ 2));
        pairs[place] = static_cast<Pam4Symbol>(a.first | a.second << 1);
        levels[place] = a.level;
        this->bench_.port(this->model_.tx_bits_i)
            .write(this->packed(this->model_.tx_bits_i, pairs));
        this->bench_.port(this->model_.rx_level_i)
            .write(this->packed(this->model_.rx_level_i, levels));
        co_await ClockCycles(this->clock_, 1 + kDecoderLatency);
        EXPECT_EQ(this->levels_of(this->model_.tx_gray_o), levels) << "place " << place;
        EXPECT_EQ(this->levels_of(this->model_.rx_bits_o), pairs) << "place " << place;
      }
    }
  });
}

// L[j] = (G[j] - L[j-1]) mod 4 by hand; six symbols, so that the second beat of the small shape
// begins with what the first left.
TYPED_TEST(Pam4Path, PrecoderKnownAnswer) {
  const std::array<Pam4Symbol, 12> gray{1, 2, 3, 0, 3, 1, 2, 2, 0, 1, 3, 3};
  const std::array<Pam4Symbol, 12> precoded{1, 1, 2, 2, 1, 0, 2, 0, 0, 1, 2, 1};
  this->bench_.run([&]() -> Task<> {
    this->start();
    for (int first = 0; first < 12; first += TypeParam::kSymbols) {
      Levels beat(TypeParam::kSymbols);
      Levels line(TypeParam::kSymbols);
      for (int i = 0; i < TypeParam::kSymbols && first + i < 12; ++i) {
        beat[i] = gray[first + i];
        line[i] = precoded[first + i];
      }
      co_await this->transmit(beat);
      co_await this->receive(line);
    }
    co_await this->pause(4);
    Levels sent;
    Levels received;
    for (const Beat& beat : this->tx_) {
      sent.insert(sent.end(), beat.levels.begin(), beat.levels.end());
    }
    for (const Beat& beat : this->rx_) {
      received.insert(received.end(), beat.levels.begin(), beat.levels.end());
    }
    sent.resize(12);
    received.resize(12);
    EXPECT_EQ(sent, Levels(precoded.begin(), precoded.end()));
    EXPECT_EQ(received, Levels(gray.begin(), gray.end()));
  });
}

TYPED_TEST(Pam4Path, PrecoderEqualsGoldenAcrossGaps) {
  for (const unsigned gaps : {0U, 30U, 80U}) {
    SCOPED_TRACE("gaps " + std::to_string(gaps) + " %");
    this->bench_.run([&]() -> Task<> {
      co_await this->bench_.reset();
      this->start();
      for (int i = 0; i < 150; ++i) {
        while (this->random_.percent(gaps)) co_await this->pause(1);
        co_await this->transmit(this->random_levels());
      }
      co_await this->pause(4);
    });
    this->compare_precoded();
  }
}

TYPED_TEST(Pam4Path, DecoderEqualsGoldenOnAnyLevelsAcrossGaps) {
  for (const unsigned gaps : {0U, 30U, 80U}) {
    SCOPED_TRACE("gaps " + std::to_string(gaps) + " %");
    this->bench_.run([&]() -> Task<> {
      co_await this->bench_.reset();
      this->start();
      for (int i = 0; i < 150; ++i) {
        while (this->random_.percent(gaps)) co_await this->pause(1);
        co_await this->receive(this->random_levels());
      }
      co_await this->pause(4);
    });
    this->compare_decoded();
  }
}

TYPED_TEST(Pam4Path, OffPassesTheLevelsUnchanged) {
  for (const bool transmit : {true, false}) {
    this->bench_.run([&]() -> Task<> {
      this->start();
      this->set(this->model_.enable_i, false);
      co_await RisingEdge(this->clock_);
      for (int i = 0; i < 30; ++i) {
        if (this->random_.percent(30)) co_await this->pause(1);
        if (transmit) {
          co_await this->transmit(this->random_levels());
        } else {
          co_await this->receive(this->random_levels());
        }
      }
      co_await this->pause(4);
    });
    const auto unchanged = [](const Levels& in, Levels& out) { out = in; };
    if (transmit) {
      this->compare(this->tx_, kPrecoderLatency, unchanged);
    } else {
      this->compare(this->rx_, kDecoderLatency, unchanged);
    }
  }
}

// What the precoder sends, the decoder takes back.
TYPED_TEST(Pam4Path, DecoderUndoesThePrecoder) {
  this->bench_.run([&]() -> Task<> {
    this->start();
    for (int i = 0; i < 60; ++i) co_await this->transmit(this->random_levels());
    co_await this->pause(4);
    const std::vector<Beat> sent = this->sent_;
    const std::vector<Beat> line = this->tx_;
    EXPECT_EQ(line.size(), 60U);
    for (const Beat& beat : line) co_await this->receive(beat.levels);
    co_await this->pause(4);
    EXPECT_EQ(this->rx_.size(), sent.size());
    for (std::size_t i = 0; i < std::min(sent.size(), this->rx_.size()); ++i) {
      EXPECT_EQ(this->rx_[i].levels, sent[i].levels) << "beat " << i;
    }
  });
}

// Both in the clock of a beat and up to four clocks behind it: beats on their way are dropped, and
// the next one begins as the first of all does.
TYPED_TEST(Pam4Path, ClearAndResetDropBeatsAndForgetThePreviousSymbol) {
  for (const bool by_reset : {false, true}) {
    for (int behind = 0; behind <= 4; ++behind) {
      SCOPED_TRACE(std::string(by_reset ? "reset " : "clear ") + std::to_string(behind) +
                   " clocks behind the last beat");
      CData& stop = by_reset ? this->model_.rst_ni : this->model_.clear_i;
      this->bench_.run([&]() -> Task<> {
        this->start();
        Levels beat(TypeParam::kSymbols);
        beat.back() = 1;  // the last symbol, precoded or not, is not 0
        for (int i = 0; i < 2; ++i) {
          this->bench_.port(this->model_.rx_level_i)
              .write(this->packed(this->model_.rx_level_i, beat));
          this->set(this->model_.rx_valid_i, true);
          if (i == 1 && behind == 0) this->set(stop, !by_reset);
          co_await this->transmit(beat);
          this->set(this->model_.rx_valid_i, false);
        }
        if (behind > 0) {
          co_await this->pause(behind - 1);
          this->set(stop, !by_reset);
          co_await this->pause(1);
        }
        this->set(stop, by_reset);
        const std::uint64_t stopped = this->clock_.cycle();
        co_await this->pause(4);
        // Beats whose time had come are not touched.
        EXPECT_EQ(this->tx_.size(), std::size_t(std::min(2, behind)));
        EXPECT_EQ(this->rx_.size(), std::size_t(std::min(2, 1 + behind)));
        for (const Beat& late : this->tx_) EXPECT_LE(late.cycle, stopped);
        for (const Beat& late : this->rx_) EXPECT_LE(late.cycle, stopped);
        this->sent_.clear();
        this->tx_.clear();
        this->rx_.clear();
        for (int i = 0; i < 3; ++i) co_await this->transmit(this->random_levels());
        co_await this->pause(4);
        this->compare_precoded();
        this->sent_.clear();
        for (int i = 0; i < 3; ++i) co_await this->receive(this->random_levels());
        co_await this->pause(4);
        this->compare_decoded();
      });
    }
  }
}

}  // namespace
}  // namespace lightloop::testbench
