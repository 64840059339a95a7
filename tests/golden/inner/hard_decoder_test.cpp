// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/inner/hard_decoder.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

#include "tests/golden/inner/reference_decoder.hpp"
#include "tests/golden/pma/known_answers.hpp"

namespace lightloop::golden::inner {
namespace {

// The message decided, and what was counted.
struct HardResult {
  PlainWord message;
  DecoderCounters counters;
};

HardResult decided(const std::vector<Pam4Symbol>& levels) {
  HardDecoder decoder;
  std::vector<FecSymbol> symbols;
  decoder.feed(levels, symbols);
  EXPECT_EQ(symbols.size(), 12U);
  return {plain_message(symbols), decoder.counters()};
}

TEST(HardDecoder, CodewordsPass) {
  std::mt19937 random(31);
  for (int i = 0; i < 100; ++i) {
    const PlainWord word = random_word(random);
    const HardResult result = decided(levels_of(word));
    EXPECT_EQ(result.message, message_bits(word));
    EXPECT_EQ(result.counters, (DecoderCounters{1, 0, 0}));
  }
}

// Every level of every symbol, one step up and down: found; right where the step's direction is the
// likelier one.
TEST(HardDecoder, EveryStepToANeighbourIsFound) {
  constexpr std::array<int, 4> kMoved{1, 0, 1, 2};
  std::mt19937 random(32);
  for (int n = 0; n < 60; ++n) {
    for (const auto& [sent, received] :
         std::vector<std::pair<int, int>>{{0, 1}, {1, 0}, {1, 2}, {2, 1}, {2, 3}, {3, 2}}) {
      PlainWord word = random_word(random);
      set_level(word, n, sent);
      word = plain_encoded(message_bits(word));
      std::vector<Pam4Symbol> levels = levels_of(word);
      levels[n] = static_cast<Pam4Symbol>(received);
      PlainWord expected = message_bits(word);
      set_level(expected, n, kMoved[received]);
      const HardResult result = decided(levels);
      EXPECT_EQ(result.message, expected) << n << ": " << sent << " -> " << received;
      EXPECT_EQ(result.counters, (DecoderCounters{1, 1, 0}));
    }
  }
}

TEST(HardDecoder, WrongParityBitsLeaveTheMessage) {
  std::mt19937 random(33);
  for (int bit = 120; bit < 128; ++bit) {
    PlainWord word = random_word(random);
    word.flip(bit);
    const HardResult result = decided(levels_of(word));
    EXPECT_EQ(result.message, message_bits(word));
    EXPECT_EQ(result.counters, (DecoderCounters{1, 1, 0}));
  }
}

// The code has distance 4: all pairs of wrong code bits are seen, none is taken for a single one.
TEST(HardDecoder, AllPairsOfWrongCodeBitsFail) {
  std::mt19937 random(34);
  const PlainWord word = random_word(random);
  for (int a = 0; a < 68; ++a) {
    for (int b = a + 1; b < 68; ++b) {
      PlainWord wrong = word;
      for (const int k : {a, b}) wrong.flip(k < 60 ? 2 * k + 1 : k + 60);
      const HardResult result = decided(levels_of(wrong));
      EXPECT_EQ(result.message, message_bits(wrong)) << a << ", " << b;
      EXPECT_EQ(result.counters, (DecoderCounters{1, 0, 1})) << a << ", " << b;
    }
  }
}

TEST(HardDecoder, BothBitsOfASymbolAreNotSeen) {
  std::mt19937 random(35);
  PlainWord word = random_word(random);
  word.flip(24);
  word.flip(25);
  const HardResult result = decided(levels_of(word));
  EXPECT_EQ(result.message, message_bits(word));
  EXPECT_EQ(result.counters, (DecoderCounters{1, 0, 0}));
}

TEST(HardDecoder, IsTheSoftOneWithoutTestBitsOnIdealValues) {
  std::mt19937 random(36);
  for (int i = 0; i < 2000; ++i) {
    std::vector<Pam4Symbol> levels = levels_of(random_word(random));
    for (unsigned errors = random() % 4; errors > 0; --errors)
      levels[random() % 64] = random() & 3U;
    std::array<SoftValue, 64> y{};
    for (int n = 0; n < 64; ++n) y[n] = static_cast<SoftValue>(64 * levels[n] - 96);
    const PlainDecision soft = plain_decision(y, 0);
    const HardResult hard = decided(levels);
    EXPECT_EQ(hard.message, message_bits(soft.word));
    EXPECT_EQ(hard.counters.failed, soft.failed ? 1U : 0U);
    EXPECT_EQ(hard.counters.changed, soft.changed ? 1U : 0U);
  }
}

TEST(HardDecoder, HowItIsCutChangesNothing) {
  std::mt19937 random(37);
  std::vector<Pam4Symbol> levels(64 * 300 + 5);
  for (Pam4Symbol& level : levels) level = random() & 3U;
  HardDecoder decoder;
  std::vector<FecSymbol> whole;
  decoder.feed(levels, whole);
  const DecoderCounters counters = decoder.counters();
  EXPECT_EQ(counters.codewords, 300U);
  decoder.reset();
  std::vector<FecSymbol> cut;
  pma::feed_in_pieces(decoder, levels, cut, random);
  EXPECT_EQ(cut, whole);
  EXPECT_EQ(decoder.counters(), counters);
  EXPECT_THROW(decoder.feed(std::vector<Pam4Symbol>{4}, cut), std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::golden::inner
