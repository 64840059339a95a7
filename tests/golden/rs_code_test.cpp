// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/rs_code.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <random>
#include <stdexcept>
#include <vector>

#include "sim/golden/gf.hpp"
#include "sim/golden/rs_generator.hpp"
#include "tests/golden/rs_known_answers.hpp"

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

TEST(RsEncoder, CodewordOfAnnex119A) {
  const std::span<const FecSymbol> message(known::kAnnex119CodewordA.data(), kMessage);
  EXPECT_EQ(encode(RsCode::kKp4, message), vector_of(known::kAnnex119CodewordA));
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

  std::vector<FecSymbol> random_codewords(std::size_t count) {
    std::vector<FecSymbol> messages(count * p().k);
    for (auto& symbol : messages) symbol = random_() & 0x3FFU;
    return encode(code(), messages);
  }

  // Distinct positions, ascending.
  std::vector<std::int16_t> random_positions(int count) {
    std::vector<std::int16_t> all(p().n);
    std::iota(all.begin(), all.end(), std::int16_t{0});
    for (int i = 0; i < count; ++i) {
      std::swap(all[i], all[i + random_() % static_cast<unsigned>(p().n - i)]);
    }
    all.resize(count);
    std::sort(all.begin(), all.end());
    return all;
  }

  FecSymbol random_error() { return static_cast<FecSymbol>(1 + random_() % 1023U); }

  static constexpr unsigned kSeed = 20240131;
  std::mt19937 random_{kSeed};
};

INSTANTIATE_TEST_SUITE_P(Codes, RsCodeTest, ::testing::Values(RsCode::kKp4, RsCode::kKr4),
                         [](const auto& info) { return std::string(to_string(info.param)); });

TEST_P(RsCodeTest, CodewordsHaveTheRootsOfTheGenerator) {
  const auto codewords = random_codewords(20);
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
  const auto sent = random_codewords(400);
  auto received = sent;
  std::vector<std::int16_t> positions;
  std::vector<int> errors;
  for (std::size_t c = 0; c < 400; ++c) {
    errors.push_back(static_cast<int>(c) % (p().t + 1));
    const auto at = random_positions(errors.back());
    for (const auto position : at) received[c * p().n + position] ^= random_error();
    positions.insert(positions.end(), at.begin(), at.end());
    positions.resize((c + 1) * p().t, -1);
  }
  const Decoded out = decode(code(), received);
  EXPECT_EQ(out.words, sent);
  EXPECT_EQ(out.positions, positions);
  for (std::size_t c = 0; c < 400; ++c) {
    EXPECT_FALSE(out.status[c].uncorrectable);
    EXPECT_EQ(out.status[c].corrected_symbols, errors[c]);
  }
}

TEST_P(RsCodeTest, InPlaceAndWithoutPositionsGivesTheSame) {
  auto words = random_codewords(20);
  for (std::size_t c = 0; c < 20; ++c) {
    for (const auto at : random_positions(static_cast<int>(c))) words[c * p().n + at] ^= 1;
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
