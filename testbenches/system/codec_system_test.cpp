// SPDX-License-Identifier: Apache-2.0
// Encoder and decoder of every engine against golden.
#include <gtest/gtest.h>
#include <random>
#include <set>

#include "testbenches/system/engines.hpp"

namespace lightloop::tests {
namespace {

using golden::CodewordStatus;
using golden::FecSymbol;
using golden::RsCode;
using Symbols = std::vector<FecSymbol>;

constexpr RsCode kCodes[] = {RsCode::kKp4, RsCode::kKr4};

class CodecSystem : public SystemTest {
 protected:
  static std::size_t n(RsCode code) { return static_cast<std::size_t>(golden::parameters(code).n); }
  static std::size_t k(RsCode code) { return static_cast<std::size_t>(golden::parameters(code).k); }
  static int t(RsCode code) { return golden::parameters(code).t; }

  Symbols random_symbols(std::size_t count) {
    Symbols symbols(count);
    for (auto& symbol : symbols) symbol = static_cast<FecSymbol>(random_() & 0x3FF);
    return symbols;
  }

  Symbols codewords(RsCode code, std::size_t count) {
    Symbols result(count * n(code));
    reference().encode(code, random_symbols(count * k(code)), result);
    return result;
  }

  // Changes exactly `errors` different symbols.
  void damage(std::span<FecSymbol> word, int errors) {
    std::set<std::size_t> places;
    while (places.size() < static_cast<std::size_t>(errors)) places.insert(random_() % word.size());
    for (const std::size_t place : places)
      word[place] ^= static_cast<FecSymbol>(1 + random_() % 0x3FF);
  }

  // Decodes on both engines, expects equality, and returns what they say.
  std::vector<CodewordStatus> decode_on_both(RsCode code, const Symbols& received,
                                             Symbols* corrected = nullptr) {
    const std::size_t count = received.size() / n(code);
    Symbols expected(received.size());
    Symbols actual(received.size(), 0x155);
    std::vector<CodewordStatus> expected_status(count);
    std::vector<CodewordStatus> actual_status(count);
    reference().decode(code, received, expected, expected_status);
    engine().decode(code, received, actual, actual_status);
    EXPECT_EQ(actual, expected);
    EXPECT_EQ(actual_status, expected_status);
    if (corrected != nullptr) *corrected = actual;
    return actual_status;
  }

 private:
  std::mt19937_64 random_{20241122};
};

TEST_P(CodecSystem, EncodesAsGolden) {
  for (const RsCode code : kCodes)
    for (const std::size_t count : {0U, 1U, 2U, 3U, 17U, 200U}) {
      const Symbols messages = random_symbols(count * k(code));
      Symbols expected(count * n(code));
      Symbols actual(count * n(code), 0x2AA);
      reference().encode(code, messages, expected);
      engine().encode(code, messages, actual);
      EXPECT_EQ(actual, expected) << to_string(code) << ", " << count << " codewords";
    }
}

TEST_P(CodecSystem, CorrectsEveryNumberOfErrorsUpToT) {
  for (const RsCode code : kCodes) {
    constexpr std::size_t kEach = 12;
    const Symbols sent = codewords(code, kEach * static_cast<std::size_t>(t(code) + 1));
    Symbols received = sent;
    const std::size_t count = sent.size() / n(code);
    for (std::size_t i = 0; i < count; ++i)
      damage(std::span(received).subspan(i * n(code), n(code)), static_cast<int>(i / kEach));
    Symbols corrected;
    const auto status = decode_on_both(code, received, &corrected);
    EXPECT_EQ(corrected, sent);
    for (std::size_t i = 0; i < count; ++i)
      EXPECT_EQ(status[i], (CodewordStatus{false, static_cast<std::uint8_t>(i / kEach)}));
  }
}

TEST_P(CodecSystem, FlagsSixteenErrorsAndPassesTheWordThrough) {
  constexpr std::size_t kCount = 100;
  Symbols received = codewords(RsCode::kKp4, kCount);
  for (std::size_t i = 0; i < kCount; ++i) damage(std::span(received).subspan(i * 544, 544), 16);
  Symbols corrected;
  const auto status = decode_on_both(RsCode::kKp4, received, &corrected);
  EXPECT_EQ(corrected, received);
  for (const auto& one : status) EXPECT_EQ(one, (CodewordStatus{true, 0}));
}

TEST_P(CodecSystem, AgreesOnWordsWithAnyNumberOfErrors) {
  for (const RsCode code : kCodes) {
    Symbols received = codewords(code, 120);
    for (std::size_t i = 0; i < 120; ++i)
      damage(std::span(received).subspan(i * n(code), n(code)), static_cast<int>(i % 60));
    decode_on_both(code, received);
    decode_on_both(code, random_symbols(40 * n(code)));
    decode_on_both(code, Symbols(3 * n(code), 0));
    decode_on_both(code, Symbols(3 * n(code), 0x3FF));
  }
}

// A codeword of weight 2t+1 lies at distance t from a word that has t+1 of its symbols, while zero
// lies at t+1: every bounded-distance decoder goes to the wrong codeword.
TEST_P(CodecSystem, MiscorrectsToTheNearerCodeword) {
  for (const RsCode code : kCodes) {
    Symbols message(k(code), 0);
    message.back() = 1;
    Symbols lightest(n(code));
    reference().encode(code, message, lightest);
    std::vector<std::size_t> support;
    for (std::size_t i = 0; i < lightest.size(); ++i)
      if (lightest[i] != 0) support.push_back(i);
    ASSERT_EQ(support.size(), 2 * static_cast<std::size_t>(t(code)) + 1);

    Symbols sent(n(code), 0);
    Symbols received = sent;
    for (int i = 0; i < t(code) + 1; ++i) {
      const std::size_t place = support[2 * static_cast<std::size_t>(i)];
      received[place] = lightest[place];
    }
    // The same around another codeword: the code is linear.
    const Symbols other = codewords(code, 1);
    Symbols both = received;
    for (std::size_t i = 0; i < other.size(); ++i)
      both.push_back(static_cast<FecSymbol>(received[i] ^ other[i]));
    Symbols corrected;
    const auto status = decode_on_both(code, both, &corrected);
    const auto t_symbols = static_cast<std::uint8_t>(t(code));
    EXPECT_EQ(status, (std::vector<CodewordStatus>(2, {false, t_symbols})));
    for (std::size_t i = 0; i < n(code); ++i) {
      ASSERT_EQ(corrected[i], lightest[i]);
      ASSERT_EQ(corrected[n(code) + i], lightest[i] ^ other[i]);
    }
  }
}

TEST_P(CodecSystem, CodesAndDirectionsMayAlternate) {
  for (int round = 0; round < 4; ++round)
    for (const RsCode code : kCodes) {
      const Symbols messages = random_symbols(5 * k(code));
      Symbols words(5 * n(code));
      engine().encode(code, messages, words);
      damage(std::span(words).first(n(code)), t(code));
      decode_on_both(code, words);
    }
}

TEST_P(CodecSystem, RefusesSizesThatDoNotFit) {
  Symbols message(514);
  Symbols codeword(543);
  std::vector<CodewordStatus> status(1);
  EXPECT_THROW(engine().encode(RsCode::kKp4, message, codeword), std::invalid_argument);
  EXPECT_THROW(engine().decode(RsCode::kKp4, codeword, codeword, status), std::invalid_argument);
  codeword.resize(544);
  EXPECT_NO_THROW(engine().encode(RsCode::kKp4, message, codeword));
}

LIGHTLOOP_OVER_ENGINES(CodecSystem);

}  // namespace
}  // namespace lightloop::tests
