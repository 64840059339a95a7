// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <stdexcept>

#include "sim/golden/inner/convolutional_interleaver.hpp"
#include "tests/golden/pma/known_answers.hpp"

namespace lightloop::golden::inner {
namespace {

std::vector<FecSymbol> through(ConvolutionalInterleaver interleaver,
                               const std::vector<FecSymbol>& in) {
  std::vector<FecSymbol> out;
  interleaver.feed(in, out);
  return out;
}

std::vector<FecSymbol> random_symbols(std::size_t count, std::mt19937& random) {
  std::vector<FecSymbol> symbols(count);
  for (FecSymbol& symbol : symbols) symbol = random() & 0x3FF;
  return symbols;
}

TEST(Interleaver, KnownAnswers) {
  for (const pma::KnownRate& rate : pma::known_rates()) {
    const auto lanes = pma::known_pma_lanes(rate);
    for (int lane = 0; lane < static_cast<int>(lanes.size()); ++lane) {
      EXPECT_EQ(pma::packed_sha256(pma::bits_of(through({Direction::kInterleave, 5}, lanes[lane]))),
                pma::known_answer("inner/known_answers.txt", rate.name, "ci", lane))
          << rate.name << ", lane " << lane;
    }
  }
}

TEST(Interleaver, TheFirstLineWaitsLongest) {
  std::vector<FecSymbol> in(4 * 9);
  for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<FecSymbol>(1 + i / 4);
  const auto blocks = [](const std::vector<FecSymbol>& symbols) {
    std::vector<int> firsts;
    for (std::size_t i = 0; i < symbols.size(); i += 4) firsts.push_back(symbols[i]);
    return firsts;
  };
  EXPECT_THAT(blocks(through({Direction::kInterleave, 1}, in)),
              testing::ElementsAre(0, 0, 3, 0, 2, 6, 1, 5, 9));
  EXPECT_THAT(blocks(through({Direction::kDeinterleave, 1}, in)),
              testing::ElementsAre(1, 0, 0, 4, 2, 0, 7, 5, 3));
}

TEST(Interleaver, TheDeinterleaverUndoesIt) {
  std::mt19937 random(21);
  for (const int turns : {0, 1, 5, 24, 192}) {
    const std::vector<FecSymbol> in = random_symbols(12 * 1000, random);
    const std::vector<FecSymbol> out =
        through({Direction::kDeinterleave, turns}, through({Direction::kInterleave, turns}, in));
    std::vector<FecSymbol> expected(24 * static_cast<std::size_t>(turns), 0);
    expected.insert(expected.end(), in.begin(), in.end() - std::ptrdiff_t{24} * turns);
    EXPECT_EQ(out, expected) << turns;
  }
}

TEST(Interleaver, HowItIsCutChangesNothing) {
  std::mt19937 random(22);
  for (const Direction direction : {Direction::kInterleave, Direction::kDeinterleave}) {
    const std::vector<FecSymbol> in = random_symbols(20003, random);
    ConvolutionalInterleaver interleaver(direction, 24);
    std::vector<FecSymbol> whole;
    interleaver.feed(in, whole);
    EXPECT_EQ(whole.size(), 20000U);
    interleaver.reset();
    std::vector<FecSymbol> cut;
    pma::feed_in_pieces(interleaver, in, cut, random);
    EXPECT_EQ(cut, whole);
  }
}

TEST(Interleaver, RefusesWhatMakesNoSense) {
  EXPECT_THROW(ConvolutionalInterleaver(Direction::kInterleave, -1), std::invalid_argument);
  EXPECT_THROW(through({Direction::kInterleave, 1}, {0x400}), std::invalid_argument);
}

// Symbol values name the codeword; 0 stands for what delays begin with.
pma::LaneStreams<FecSymbol> named_pma_lanes(const pma::KnownRate& rate) {
  const bool quartets = std::string(rate.name) == "1p6t";
  const std::size_t pair_symbols = rate.marker_period / 4;
  pma::LaneStreams<FecSymbol> lanes(rate.lanes);
  for (int lane = 0; lane < rate.lanes; ++lane) {
    for (std::size_t k = 0; k < 24 * pair_symbols; ++k) {
      const std::size_t position =
          quartets ? k % 4 : (k + lane) % 2 + (rate.lanes == 32 && lane >= 16 ? 2 : 0);
      lanes[lane].push_back(static_cast<FecSymbol>(1 + 4 * (k / pair_symbols) + position));
    }
  }
  pma::LaneStreams<FecSymbol> pma_lanes(rate.plan.order.size());
  pma::SmPmaTransmitter(rate.plan).feed(
      std::vector<std::span<const FecSymbol>>(lanes.begin(), lanes.end()), pma_lanes);
  return pma_lanes;
}

bool twelve_codewords_in_each_message(const pma::KnownRate& rate, int turns) {
  for (const std::vector<FecSymbol>& lane : named_pma_lanes(rate)) {
    const std::vector<FecSymbol> out = through({Direction::kInterleave, turns}, lane);
    for (std::size_t i = 0; i + 12 <= out.size(); i += 12) {
      const std::set<FecSymbol> names(&out[i], &out[i] + 12);
      if (!names.contains(0) && names.size() < 12) return false;
    }
  }
  return true;
}

TEST(Interleaver, TwelveSymbolsComeFromTwelveCodewordsFromTheLeastDelayOn) {
  const std::vector<std::vector<int>> good{{183, 192}, {92, 96}, {45, 47, 48}, {23, 24}};
  const std::vector<std::vector<int>> bad{{182}, {91}, {44, 46}, {22}};
  for (std::size_t i = 0; i < good.size(); ++i) {
    const pma::KnownRate& rate = pma::known_rates()[i];
    for (const int turns : good[i]) {
      EXPECT_TRUE(twelve_codewords_in_each_message(rate, turns)) << rate.name << ", " << turns;
    }
    for (const int turns : bad[i]) {
      EXPECT_FALSE(twelve_codewords_in_each_message(rate, turns)) << rate.name << ", " << turns;
    }
  }
}

}  // namespace
}  // namespace lightloop::golden::inner
