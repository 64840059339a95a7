// SPDX-License-Identifier: Apache-2.0
// The Reed-Solomon decoders on millions of words.
#include <gtest/gtest.h>
#include <vector>

#include "sim/golden/rs_code.hpp"
#include "sim/golden/statistics.hpp"
#include "tests/golden/rs_random.hpp"

namespace lightloop::golden {
namespace {

constexpr unsigned kSeed = 4711;
constexpr std::size_t kBatch = 1000;

class RsCodeSlowTest : public ::testing::TestWithParam<RsCode> {};

INSTANTIATE_TEST_SUITE_P(Codes, RsCodeSlowTest, ::testing::Values(RsCode::kKp4, RsCode::kKr4),
                         [](const auto& info) { return std::string(to_string(info.param)); });

TEST_P(RsCodeSlowTest, CorrectsAMillionRandomPatterns) {
  const RsParameters p = parameters(GetParam());
  RsRandom random(GetParam(), kSeed);
  const auto sent = random.codewords(kBatch);
  std::vector<FecSymbol> corrected(sent.size());
  std::vector<CodewordStatus> status(kBatch);
  std::vector<int> errors(kBatch);
  for (int batch = 0; batch < 1000; ++batch) {
    auto received = sent;
    for (std::size_t c = 0; c < kBatch; ++c) {
      errors[c] = static_cast<int>(random.below(p.t + 1));
      random.corrupt(std::span(received).subspan(c * p.n, p.n), errors[c]);
    }
    rs_decode(GetParam(), received, corrected, status);
    ASSERT_EQ(corrected, sent) << "batch " << batch << " seed " << kSeed;
    for (std::size_t c = 0; c < kBatch; ++c) {
      ASSERT_FALSE(status[c].uncorrectable);
      ASSERT_EQ(status[c].corrected_symbols, errors[c]);
    }
  }
}

TEST(RsCodeSlow, Kr4MiscorrectsRandomWordsAsOftenAsSpherePackingSays) {
  // Share of all words within t symbols of a codeword: sum_i C(528,i) 1023^i / 1024^14, i <= 7.
  constexpr double kShare = 1.83e-6;
  const RsParameters p = parameters(RsCode::kKr4);
  RsRandom random(RsCode::kKr4, kSeed);
  constexpr int kBatches = 4000;
  std::uint64_t corrected_words = 0;
  std::vector<FecSymbol> words(kBatch * p.n);
  std::vector<CodewordStatus> status(kBatch);
  for (FecSymbol& symbol : words) symbol = static_cast<FecSymbol>(random.below(1024));
  std::vector<FecSymbol> corrected(words.size());
  for (int batch = 0; batch < kBatches; ++batch) {
    // Random parity makes any syndrome equally likely, and so does a random word.
    for (std::size_t c = 0; c < kBatch; ++c) {
      for (int i = p.k; i < p.n; ++i) {
        words[c * p.n + i] = static_cast<FecSymbol>(random.below(1024));
      }
    }
    rs_decode(RsCode::kKr4, words, corrected, status);
    for (const CodewordStatus& s : status) corrected_words += s.uncorrectable ? 0 : 1;
  }
  EXPECT_TRUE(clopper_pearson(corrected_words, kBatches * kBatch).contains(kShare))
      << corrected_words << " of " << kBatches * kBatch << " corrected, seed " << kSeed;
}

}  // namespace
}  // namespace lightloop::golden
