// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/rs_code.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "sim/golden/gf.hpp"
#include "sim/golden/rs_generator.hpp"
#include "tests/golden/rs_known_answers.hpp"
#include "tests/golden/rs_random.hpp"

namespace lightloop::golden {
namespace {

std::vector<FecSymbol> encode(RsCode code, std::span<const FecSymbol> message) {
  const RsParameters p = parameters(code);
  std::vector<FecSymbol> codewords(message.size() / p.k * p.n);
  rs_encode(code, message, codewords);
  return codewords;
}

std::vector<FecSymbol> parity_of(RsCode code, const std::vector<FecSymbol>& message) {
  const auto codeword = encode(code, message);
  EXPECT_TRUE(std::equal(message.begin(), message.end(), codeword.begin()));
  return {codeword.begin() + parameters(code).k, codeword.end()};
}

template <std::size_t Size>
std::vector<FecSymbol> vector_of(const std::array<FecSymbol, Size>& array) {
  return {array.begin(), array.end()};
}

constexpr std::size_t kMessage = 514;

TEST(RsEncoder, GeneratorPolynomialsOfTheStandard) {
  EXPECT_EQ(rs_generator<30>(), known::kKp4Generator);
  EXPECT_EQ(rs_generator<14>(), known::kKr4Generator);
}

TEST(RsEncoder, KnownParities) {
  std::vector<FecSymbol> last_one(kMessage, 0);
  last_one.back() = 1;
  std::vector<FecSymbol> first_one(kMessage, 0);
  first_one.front() = 1;
  std::vector<FecSymbol> counter(kMessage);
  std::iota(counter.begin(), counter.end(), FecSymbol{0});
  const std::vector<FecSymbol> all_ones(kMessage, 0x3FF);
  EXPECT_EQ(parity_of(RsCode::kKp4, last_one), vector_of(known::kKp4LastOne));
  EXPECT_EQ(parity_of(RsCode::kKp4, first_one), vector_of(known::kKp4FirstOne));
  EXPECT_EQ(parity_of(RsCode::kKp4, counter), vector_of(known::kKp4Counter));
  EXPECT_EQ(parity_of(RsCode::kKp4, all_ones), vector_of(known::kKp4AllOnes));
  EXPECT_EQ(parity_of(RsCode::kKr4, last_one), vector_of(known::kKr4LastOne));
  EXPECT_EQ(parity_of(RsCode::kKr4, first_one), vector_of(known::kKr4FirstOne));
  EXPECT_EQ(parity_of(RsCode::kKr4, counter), vector_of(known::kKr4Counter));
  EXPECT_EQ(parity_of(RsCode::kKr4, all_ones), vector_of(known::kKr4AllOnes));
}

TEST(RsEncoder, CodewordsOfAnnex119A) {
  for (const auto& codeword : {known::kAnnex119CodewordA, known::kAnnex119CodewordB}) {
    const std::span<const FecSymbol> message(codeword.data(), kMessage);
    EXPECT_EQ(encode(RsCode::kKp4, message), vector_of(codeword));
  }
}

// The corrected words, status and positions of a batch.
struct Decoded {
  std::vector<FecSymbol> words;
  std::vector<CodewordStatus> status;
  std::vector<std::int16_t> positions;
};

Decoded decode(RsCode code, const std::vector<FecSymbol>& received) {
  const RsParameters p = parameters(code);
  const std::size_t count = received.size() / p.n;
  Decoded out{std::vector<FecSymbol>(received.size()), std::vector<CodewordStatus>(count),
              std::vector<std::int16_t>(count * p.t)};
  rs_decode(code, received, out.words, out.status, out.positions);
  return out;
}

class RsCodeTest : public ::testing::TestWithParam<RsCode> {
 protected:
  RsCode code() const { return GetParam(); }
  RsParameters p() const { return parameters(GetParam()); }

  static constexpr unsigned kSeed = 20240131;
  RsRandom random_{GetParam(), kSeed};
};

INSTANTIATE_TEST_SUITE_P(Codes, RsCodeTest, ::testing::Values(RsCode::kKp4, RsCode::kKr4),
                         [](const auto& info) { return std::string(to_string(info.param)); });

TEST_P(RsCodeTest, CodewordsHaveTheRootsOfTheGenerator) {
  const auto codewords = random_.codewords(20);
  for (std::size_t c = 0; c < 20; ++c) {
    for (int root = 0; root < p().parity(); ++root) {
      gf::Element sum = 0;
      for (int i = 0; i < p().n; ++i) {
        sum = gf::add(gf::multiply(sum, gf::alpha_to(root)), codewords[c * p().n + i]);
      }
      ASSERT_EQ(sum, 0) << "codeword " << c << " root " << root;
    }
  }
}

TEST_P(RsCodeTest, CorrectsUpToTErrorsAndSaysWhere) {
  constexpr std::size_t kWords = 4000;
  const auto sent = random_.codewords(kWords);
  auto received = sent;
  std::vector<std::int16_t> positions;
  for (std::size_t c = 0; c < kWords; ++c) {
    const auto at = random_.corrupt(std::span(received).subspan(c * p().n, p().n),
                                    static_cast<int>(c) % (p().t + 1));
    positions.insert(positions.end(), at.begin(), at.end());
    positions.resize((c + 1) * p().t, -1);
  }
  const Decoded out = decode(code(), received);
  EXPECT_EQ(out.words, sent);
  EXPECT_EQ(out.positions, positions);
  for (std::size_t c = 0; c < kWords; ++c) {
    const CodewordStatus expected{false, static_cast<std::uint8_t>(c % (p().t + 1))};
    ASSERT_EQ(out.status[c], expected);
  }
}

TEST_P(RsCodeTest, CorrectsBurstsAtEitherEnd) {
  const auto sent = random_.codewords(1);
  for (const int first : {0, p().k - p().t / 2, p().n - p().t}) {
    auto received = sent;
    for (int i = 0; i < p().t; ++i) received[first + i] ^= random_.nonzero_symbol();
    const Decoded out = decode(code(), received);
    EXPECT_EQ(out.words, sent) << first;
    EXPECT_EQ(out.status[0].corrected_symbols, p().t);
    EXPECT_EQ(out.positions.front(), first);
    EXPECT_EQ(out.positions.back(), first + p().t - 1);
  }
}

TEST_P(RsCodeTest, FlagsMoreErrorsAndPassesTheWordThrough) {
  // By chance a word may come within t symbols of another codeword: about one in 3e16 for KP4, one
  // in 600000 for KR4, which these do not.
  constexpr std::size_t kWords = 3000;
  auto received = random_.codewords(kWords);
  for (std::size_t c = 0; c < kWords; ++c) {
    const auto extra = c % 2 == 0 ? random_.below(4) : random_.below(p().n - p().t);
    random_.corrupt(std::span(received).subspan(c * p().n, p().n),
                    p().t + 1 + static_cast<int>(extra));
  }
  const Decoded out = decode(code(), received);
  EXPECT_EQ(out.words, received);
  for (std::size_t c = 0; c < kWords; ++c) {
    const CodewordStatus expected{true, 0};
    ASSERT_EQ(out.status[c], expected) << c;
  }
  EXPECT_EQ(out.positions, std::vector<std::int16_t>(kWords * p().t, -1));
}

TEST_P(RsCodeTest, MiscorrectsWhenAnotherCodewordIsNearer) {
  // Two codewords 2t + 1 symbols apart; the word is t + 1 symbols from the one sent and t from the
  // other. A bounded-distance decoder must take the other one.
  for (int round = 0; round < 200; ++round) {
    const auto sent = random_.codewords(1);
    const auto support = random_.positions(p().parity() + 1);
    const auto difference = random_.lightest_codeword(support);
    std::vector<FecSymbol> other(sent.size());
    for (int i = 0; i < p().n; ++i) other[i] = sent[i] ^ difference[i];

    auto received = sent;
    std::vector<std::int16_t> left = support;
    for (int i = 0; i <= p().t; ++i) {
      const auto chosen = left.begin() + random_.below(static_cast<unsigned>(left.size()));
      received[*chosen] = other[*chosen];
      left.erase(chosen);
    }
    const Decoded out = decode(code(), received);
    const CodewordStatus expected{false, static_cast<std::uint8_t>(p().t)};
    ASSERT_EQ(out.status[0], expected);
    ASSERT_EQ(out.words, other);
    ASSERT_EQ(out.positions, left);
  }
}

TEST_P(RsCodeTest, InPlaceAndWithoutPositionsGivesTheSame) {
  auto words = random_.codewords(20);
  for (std::size_t c = 0; c < 20; ++c) {
    random_.corrupt(std::span(words).subspan(c * p().n, p().n), static_cast<int>(c));
  }
  const Decoded out = decode(code(), words);
  std::vector<CodewordStatus> status(20);
  rs_decode(code(), words, words, status);
  EXPECT_EQ(words, out.words);
  EXPECT_EQ(status, out.status);
}

TEST_P(RsCodeTest, RefusesWhatDoesNotFit) {
  std::vector<FecSymbol> message(p().k);
  std::vector<FecSymbol> word(p().n);
  std::vector<FecSymbol> short_word(p().n - 1);
  std::vector<CodewordStatus> status(1);
  std::vector<CodewordStatus> no_status;
  std::vector<std::int16_t> few_positions(p().t - 1);
  EXPECT_THROW(rs_encode(code(), word, word), std::invalid_argument);
  EXPECT_THROW(rs_encode(code(), message, short_word), std::invalid_argument);
  EXPECT_THROW(rs_decode(code(), short_word, word, status), std::invalid_argument);
  EXPECT_THROW(rs_decode(code(), word, short_word, status), std::invalid_argument);
  EXPECT_THROW(rs_decode(code(), word, word, no_status), std::invalid_argument);
  EXPECT_THROW(rs_decode(code(), word, word, status, few_positions), std::invalid_argument);
  message[7] = 1024;
  word[8] = 0x8000;
  EXPECT_THROW(rs_encode(code(), message, word), std::invalid_argument);
  EXPECT_THROW(rs_decode(code(), word, word, status), std::invalid_argument);
}

TEST_P(RsCodeTest, EmptyBatch) {
  EXPECT_NO_THROW(rs_encode(code(), {}, {}));
  EXPECT_NO_THROW(rs_decode(code(), {}, {}, {}));
}

}  // namespace
}  // namespace lightloop::golden
