// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/inner/inner_code.hpp"

#include <bit>
#include <gtest/gtest.h>
#include <sstream>
#include <stdexcept>

#include "tests/golden/inner/reference_decoder.hpp"
#include "tests/golden/pma/known_answers.hpp"

namespace lightloop::golden::inner {
namespace {

// Hexadecimal digits, the first bit on the left.
PlainWord from_hex(const std::string& hex, std::size_t begin = 0) {
  PlainWord word;
  for (std::size_t i = 0; i < hex.size() * 4; ++i) {
    word[begin + i] = std::stoi(hex.substr(i / 4, 1), nullptr, 16) >> (3 - i % 4) & 1;
  }
  return word;
}

std::vector<FecSymbol> message_symbols(const PlainWord& word) {
  std::vector<FecSymbol> symbols(12, 0);
  for (std::size_t i = 0; i < 120; ++i) {
    if (word[i]) symbols[i / 10] = static_cast<FecSymbol>(symbols[i / 10] | 1U << i % 10);
  }
  return symbols;
}

PlainWord encoded(const PlainWord& message) {
  const std::vector<FecSymbol> symbols = message_symbols(message);
  return plain(encode(std::span(symbols).first<12>()));
}

TEST(InnerCode, KnownAnswers) {
  std::size_t vectors = 0;
  for (const std::string& line : pma::data_lines("inner/encode.txt")) {
    std::istringstream fields(line);
    std::string message;
    std::string parity;
    fields >> message >> parity;
    EXPECT_EQ(encoded(from_hex(message)), from_hex(message) | from_hex(parity, 120)) << line;
    ++vectors;
  }
  EXPECT_EQ(vectors, 8U);
  // Published with the matrix, and single bits, which are rows.
  for (const auto& [message, parity] :
       std::vector<std::pair<std::string, std::string>>{{"58CCD6AB6DAEBB37AAFB697582D4B0", "51"},
                                                        {"800000000000000000000000000000", "94"},
                                                        {"000000000000000000000000000001", "B3"},
                                                        {"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "00"},
                                                        {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "18"},
                                                        {"0123456789ABCDEF0123456789ABCD", "5E"}}) {
    EXPECT_EQ(encoded(from_hex(message)), from_hex(message) | from_hex(parity, 120)) << message;
  }
}

TEST(InnerCode, ColumnsAreThoseOfThePublishedMatrix) {
  for (int k = 0; k < kCodeBits; ++k) {
    EXPECT_EQ(kColumns[k], kPlainColumns[k]) << k;
    EXPECT_EQ(std::popcount(kColumns[k]) % 2, 1) << k;
    EXPECT_EQ(kCodeBitOfColumn[kColumns[k]], k);
  }
  EXPECT_EQ(std::ranges::count(kCodeBitOfColumn, kNoCodeBit), 256 - 68);
}

TEST(InnerCode, RandomMessagesEncodeAsThePlainWay) {
  std::mt19937 random(11);
  for (int i = 0; i < 1000; ++i) {
    const PlainWord word = random_word(random);
    EXPECT_EQ(encoded(message_bits(word)), word);
    const std::vector<FecSymbol> sent = message_symbols(word);
    std::vector<FecSymbol> symbols(12);
    message_of(encode(std::span(sent).first<12>()), std::span(symbols).first<12>());
    EXPECT_EQ(plain_message(symbols), message_bits(word));
  }
}

TEST(InnerCode, SyndromeIsTheSumOfTheColumns) {
  std::mt19937 random(12);
  for (int i = 0; i < 1000; ++i) {
    Codeword bits{random() | std::uint64_t{random()} << 32, random() & 15U};
    int sum = 0;
    for (int k = 0; k < 68; ++k) sum ^= (bits[k / 64] >> k % 64 & 1) == 1 ? kPlainColumns[k] : 0;
    EXPECT_EQ(syndrome(bits), sum);
  }
}

TEST(Encoder, HowItIsCutChangesNothing) {
  std::mt19937 random(13);
  std::vector<FecSymbol> symbols(12 * 500 + 7);
  for (FecSymbol& symbol : symbols) symbol = random() & 0x3FF;
  std::vector<Codeword> whole;
  std::vector<Codeword> cut;
  Encoder encoder;
  encoder.feed(symbols, whole);
  EXPECT_EQ(whole.size(), 500U);
  encoder.reset();
  pma::feed_in_pieces(encoder, symbols, cut, random);
  EXPECT_EQ(cut, whole);
  EXPECT_THROW(encoder.feed(std::vector<FecSymbol>{0x400}, cut), std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::golden::inner
