// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/inner/ways.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

#include "sim/golden/inner/pad.hpp"
#include "tests/golden/inner/reference_decoder.hpp"
#include "tests/golden/pma/known_answers.hpp"

namespace lightloop::golden::inner {
namespace {

std::vector<Codeword> random_codewords(std::size_t count, std::mt19937& random) {
  std::vector<Codeword> codewords(count);
  for (Codeword& codeword : codewords) {
    for (std::uint64_t& word : codeword) word = random() | std::uint64_t{random()} << 32;
  }
  return codewords;
}

std::vector<Pam4Symbol> in_ways(const Ways& ways, const std::vector<Codeword>& codewords) {
  std::vector<Pam4Symbol> symbols;
  WayInterleaver(ways).feed(codewords, symbols);
  return symbols;
}

TEST(Ways, SymbolsOfEightCodewordsInTurn) {
  std::mt19937 random(51);
  const std::vector<Codeword> codewords = random_codewords(20, random);
  const std::vector<Pam4Symbol> symbols = in_ways({}, codewords);
  ASSERT_EQ(symbols.size(), 2U * 512U);
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const std::size_t codeword = i / 512 * 8 + i % 8;
    EXPECT_EQ(symbols[i], plain_level(plain(codewords[codeword]), static_cast<int>(i % 512 / 8)));
  }
}

TEST(Ways, AShiftTurnsEachCodewordMoreThanTheOneBefore) {
  std::mt19937 random(52);
  const std::vector<Codeword> codewords = random_codewords(3, random);
  const std::vector<Pam4Symbol> symbols = in_ways({3, 25}, codewords);
  for (int j = 0; j < 3; ++j) {
    for (int n = 0; n < 64; ++n) {
      EXPECT_EQ(symbols[3 * ((n + 25 * j) % 64) + j], plain_level(plain(codewords[j]), n));
    }
  }
}

TEST(Ways, TheInverseGivesCodewordsOneAfterTheOther) {
  std::mt19937 random(53);
  for (const Ways& ways : {Ways{8, 0}, Ways{8, 5}, Ways{1, 9}, Ways{3, 63}}) {
    const std::vector<Codeword> codewords = random_codewords(24, random);
    std::vector<Pam4Symbol> out;
    WayDeinterleaver<Pam4Symbol>(ways).feed(in_ways(ways, codewords), out);
    std::vector<Pam4Symbol> expected;
    for (const Codeword& codeword : codewords) {
      const std::vector<Pam4Symbol> levels = levels_of(plain(codeword));
      expected.insert(expected.end(), levels.begin(), levels.end());
    }
    EXPECT_EQ(out, expected);
  }
}

TEST(Ways, HowItIsCutChangesNothing) {
  std::mt19937 random(54);
  const std::vector<Codeword> codewords = random_codewords(83, random);
  const Ways ways{8, 3};
  const std::vector<Pam4Symbol> whole = in_ways(ways, codewords);
  WayInterleaver interleaver(ways);
  std::vector<Pam4Symbol> cut;
  for (const Codeword& codeword : codewords) interleaver.feed(std::span(&codeword, 1), cut);
  EXPECT_EQ(cut, whole);
  interleaver.reset();
  cut.clear();
  interleaver.feed(codewords, cut);
  EXPECT_EQ(cut, whole);

  const std::vector<SoftValue> values(whole.begin(), whole.end());
  WayDeinterleaver<SoftValue> deinterleaver(ways);
  std::vector<SoftValue> out;
  deinterleaver.feed(values, out);
  deinterleaver.feed(std::span(values).first(3), out);
  deinterleaver.reset();
  std::vector<SoftValue> again;
  pma::feed_in_pieces(deinterleaver, values, again, random);
  EXPECT_EQ(again, out);
}

TEST(Pad, TheDefaultBeginsWithItsSeedAndFollowsThePolynomial) {
  const std::vector<std::uint8_t> pad = default_pad();
  ASSERT_EQ(pad.size(), 1024U);
  for (std::size_t i = 0; i < pad.size(); ++i) {
    EXPECT_EQ(pad[i], i < 13 ? 1 : pad[i - 13] ^ pad[i - 12] ^ pad[i - 2] ^ pad[i - 1]) << i;
  }
  EXPECT_EQ(default_pad(10), std::vector<std::uint8_t>(10, 1));
}

TEST(Pad, StandsBeforeEachFrame) {
  Frame frame;
  frame.pad = {1, 0, 0, 1};  // levels 3, 1
  frame.codewords = 2;
  const std::vector<Pam4Symbol> data(300, 2);
  std::vector<Pam4Symbol> expected;
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (i % 128 == 0) expected.insert(expected.end(), {3, 1});
    expected.push_back(2);
  }
  PadInserter inserter(frame);
  std::vector<Pam4Symbol> out;
  inserter.feed(data, out);
  EXPECT_EQ(out, expected);
  inserter.reset();
  std::mt19937 random(55);
  std::vector<Pam4Symbol> cut;
  for (const Pam4Symbol& symbol : data) {
    inserter.feed({}, cut);
    inserter.feed(std::span(&symbol, 1), cut);
  }
  EXPECT_EQ(cut, expected);
}

TEST(Ways, RefusesWhatMakesNoSense) {
  EXPECT_THROW(WayInterleaver({0, 0}), std::invalid_argument);
  EXPECT_THROW(WayInterleaver({8, 64}), std::invalid_argument);
  EXPECT_THROW(WayDeinterleaver<SoftValue>({8, -1}), std::invalid_argument);
  const auto refused = [](std::vector<std::uint8_t> pad, std::size_t codewords) {
    Frame frame;
    frame.pad = std::move(pad);
    frame.codewords = codewords;
    EXPECT_THROW(check(frame, 8), std::invalid_argument);
  };
  refused({}, 8);
  refused({1}, 8);
  refused({1, 2}, 8);
  refused({1, 0}, 0);
  refused({1, 0}, 12);
}

}  // namespace
}  // namespace lightloop::golden::inner
