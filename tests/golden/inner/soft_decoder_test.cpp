// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/inner/soft_decoder.hpp"

#include <gtest/gtest.h>
#include <sstream>
#include <stdexcept>

#include "tests/golden/inner/reference_decoder.hpp"
#include "tests/golden/pma/known_answers.hpp"

namespace lightloop::golden::inner {
namespace {

void expect_as_reference(const std::array<SoftValue, 64>& y, int test_bits) {
  const PlainDecision expected = plain_decision(y, test_bits);
  const SoftDecision found = decide(y, test_bits);
  EXPECT_EQ(message_bits(plain(found.codeword)), message_bits(expected.word));
  EXPECT_EQ(found.cost, expected.cost);
  EXPECT_EQ(found.changed, expected.changed);
  EXPECT_EQ(found.failed, expected.failed);
}

TEST(SoftDecoder, KnownAnswers) {
  std::size_t vectors = 0;
  for (const std::string& line : pma::data_lines("inner/chase.txt")) {
    std::istringstream fields(line);
    std::array<SoftValue, 64> y{};
    for (SoftValue& value : y) {
      int number = 0;
      fields >> number;
      value = static_cast<SoftValue>(number);
    }
    std::string message;
    int cost = 0;
    bool failed = false;
    fields >> message >> cost >> failed;
    ASSERT_TRUE(fields);
    const SoftDecision decision = decide(y, 6);
    std::string found;
    for (int i = 0; i < 120; i += 4) {
      const std::uint64_t four = decision.codeword[i / 64] >> i % 64 & 15U;
      found += "084c2a6e195d3b7f"[four];  // the first bit is the highest of the digit
    }
    EXPECT_EQ(found, message) << line;
    EXPECT_EQ(decision.cost, cost);
    EXPECT_EQ(decision.failed, failed);
    expect_as_reference(y, 6);
    ++vectors;
  }
  EXPECT_EQ(vectors, 30U);
}

TEST(SoftDecoder, NoisyCodewordsAreDecidedAsByTheReference) {
  std::mt19937 random(41);
  for (const double noise_rms : {5.0, 12.854, 16.0, 30.0}) {
    for (int i = 0; i < 400; ++i) {
      expect_as_reference(noisy(random_word(random), noise_rms, random), i % 2 == 0 ? 6 : i % 7);
    }
  }
}

TEST(SoftDecoder, AnyValuesAreDecidedAsByTheReference) {
  std::mt19937 random(42);
  for (int i = 0; i < 700; ++i) {
    std::array<SoftValue, 64> y{};
    for (SoftValue& value : y) value = static_cast<SoftValue>(random() & 0xFFU);
    expect_as_reference(y, i % 7);
  }
}

// Few different values: equal reliabilities, equal costs, values on thresholds and between them.
TEST(SoftDecoder, TiesAreDecidedAsByTheReference) {
  std::mt19937 random(43);
  const std::vector<std::vector<int>> choices{{-96, -32, 32, 96},
                                              {-64, 0, 64},
                                              {-65, -63, -1, 1, 63, 65},
                                              {-128, -33, -31, 31, 33, 127},
                                              {-97, -95, -32, 32, 95, 97, 0},
                                              {-64, 0, 64, 8, -72, 56}};
  for (int i = 0; i < 3000; ++i) {
    const std::vector<int>& values = choices[i % choices.size()];
    std::array<SoftValue, 64> y{};
    for (SoftValue& value : y) value = static_cast<SoftValue>(values[random() % values.size()]);
    expect_as_reference(y, static_cast<int>(random() % 7));
  }
}

// All words with one or two wrong code bits whose values are the least reliable ones.
TEST(SoftDecoder, AllSingleAndDoubleErrorsThatAreUnreliableAreRight) {
  std::mt19937 random(44);
  const PlainWord word = random_word(random);
  std::array<SoftValue, 64> sent{};
  for (int n = 0; n < 64; ++n) sent[n] = static_cast<SoftValue>(64 * plain_level(word, n) - 96);
  // Just over a threshold that lies beside the level sent.
  const auto err = [&](std::array<SoftValue, 64>& y, int n) {
    const int level = plain_level(word, n);
    y[n] = static_cast<SoftValue>(level == 0 ? -60 : 64 * level - 128 - 4);
  };
  for (int a = 0; a < 64; ++a) {
    for (int b = a; b < 64; ++b) {
      std::array<SoftValue, 64> y = sent;
      err(y, a);
      err(y, b);
      const SoftDecision decision = decide(y, 6);
      EXPECT_EQ(message_bits(plain(decision.codeword)), message_bits(word)) << a << ", " << b;
      EXPECT_TRUE(decision.changed);
      EXPECT_EQ(decision.cost, a == b ? 4 : 8) << a << ", " << b;
    }
  }
}

TEST(SoftDecoder, WithoutACandidateItFailsAndPassesTheHardDecision) {
  // Two test bits that do not help: an even syndrome that no pattern of p = 0 makes a code bit's.
  std::mt19937 random(45);
  PlainWord word = random_word(random);
  word.flip(1);
  word.flip(11);
  std::array<SoftValue, 64> y{};
  for (int n = 0; n < 64; ++n) y[n] = static_cast<SoftValue>(64 * plain_level(word, n) - 96);
  SoftDecoder decoder(0);
  std::vector<FecSymbol> symbols;
  decoder.feed(y, symbols);
  EXPECT_EQ(plain_message(symbols), message_bits(word));
  EXPECT_EQ(decoder.counters(), (DecoderCounters{1, 0, 1}));
}

TEST(SoftDecoder, HowItIsCutChangesNothing) {
  std::mt19937 random(46);
  std::vector<SoftValue> values;
  for (int i = 0; i < 400; ++i) {
    const auto y = noisy(random_word(random), 14.0, random);
    values.insert(values.end(), y.begin(), y.end());
  }
  values.push_back(1);
  SoftDecoder decoder;
  std::vector<FecSymbol> whole;
  decoder.feed(values, whole);
  const DecoderCounters counters = decoder.counters();
  EXPECT_EQ(counters.codewords, 400U);
  EXPECT_GT(counters.changed, 100U);
  EXPECT_LT(counters.changed, 400U);
  decoder.reset();
  std::vector<FecSymbol> cut;
  pma::feed_in_pieces(decoder, values, cut, random);
  EXPECT_EQ(cut, whole);
  EXPECT_EQ(decoder.counters(), counters);
}

TEST(SoftDecoder, RefusesWhatMakesNoSense) {
  EXPECT_THROW(SoftDecoder(-1), std::invalid_argument);
  EXPECT_THROW(SoftDecoder(7), std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::golden::inner
