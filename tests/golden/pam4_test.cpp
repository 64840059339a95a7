// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pam4.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "sim/golden/prbs.hpp"

namespace lightloop::golden {
namespace {

using ::testing::ElementsAre;

TEST(Pam4, GrayMapOfTheStandard) {
  const std::vector<std::uint8_t> bits{0, 0, 0, 1, 1, 1, 1, 0};
  std::vector<Pam4Symbol> symbols(4);
  pam4_map_bits(bits, symbols);
  EXPECT_THAT(symbols, ElementsAre(0, 1, 2, 3));
  std::vector<std::uint8_t> back(8);
  pam4_demap_bits(symbols, back);
  EXPECT_EQ(back, bits);
}

TEST(Pam4, FecSymbolSendsBitZeroFirst) {
  // Bits on the wire, first to last: 1 0  1 1  0 1  0 0  1 0.
  const std::vector<FecSymbol> fec{0b01'00'10'11'01};
  std::vector<Pam4Symbol> symbols(5);
  pam4_map(fec, symbols);
  EXPECT_THAT(symbols, ElementsAre(3, 2, 1, 0, 3));
}

TEST(Pam4, FecSymbolMapIsTheBitMap) {
  std::vector<FecSymbol> fec(1024);
  std::iota(fec.begin(), fec.end(), FecSymbol{0});
  std::vector<Pam4Symbol> symbols(5 * fec.size());
  pam4_map(fec, symbols);
  std::vector<std::uint8_t> bits(10 * fec.size());
  pam4_demap_bits(symbols, bits);
  for (std::size_t i = 0; i < bits.size(); ++i) {
    ASSERT_EQ(bits[i], (fec[i / 10] >> (i % 10)) & 1U);
  }
  std::vector<FecSymbol> back(fec.size());
  pam4_demap(symbols, back);
  EXPECT_EQ(back, fec);
}

TEST(Pam4Precoder, KnownSequence) {
  // P = G - P[-1] mod 4: 1-0=1, 1-1=0, 3-0=3, 2-3=3, 0-3=1.
  const std::vector<Pam4Symbol> in{1, 1, 3, 2, 0};
  std::vector<Pam4Symbol> out(in.size());
  Pam4Precoder precoder;
  precoder.process(in, out);
  EXPECT_THAT(out, ElementsAre(1, 0, 3, 3, 1));
  EXPECT_EQ(precoder.previous(), 1);
}

TEST(Pam4Precoder, InverseUndoesItWhateverTheChunks) {
  std::vector<FecSymbol> fec(544);
  Prbs(PrbsPattern::kPrbs31, 0x1234567).fill_symbols(fec);
  std::vector<Pam4Symbol> levels(5 * fec.size());
  pam4_map(fec, levels);
  std::vector<Pam4Symbol> sent(levels.size());
  Pam4Precoder().process(levels, sent);
  EXPECT_NE(sent, levels);
  std::vector<Pam4Symbol> received = sent;
  Pam4PrecoderInverse inverse;
  const std::span<Pam4Symbol> all(received);
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t size = std::min<std::size_t>(1 + at % 97, all.size() - at);
    inverse.process(all.subspan(at, size), all.subspan(at, size));
    at += size;
  }
  EXPECT_EQ(received, levels);
}

TEST(Pam4Precoder, OneWrongDecisionMakesTwoWrongSymbols) {
  const std::vector<Pam4Symbol> levels{3, 1, 0, 2, 2, 1};
  std::vector<Pam4Symbol> sent(levels.size());
  Pam4Precoder().process(levels, sent);
  sent[2] = static_cast<Pam4Symbol>((sent[2] + 1) & 3);
  std::vector<Pam4Symbol> received(levels.size());
  Pam4PrecoderInverse().process(sent, received);
  EXPECT_THAT(received, ElementsAre(3, 1, 1, 3, 2, 1));
}

TEST(Pam4, RefusesWhatDoesNotFit) {
  std::vector<std::uint8_t> bits(4);
  std::vector<Pam4Symbol> symbols(3);
  std::vector<FecSymbol> fec(1);
  EXPECT_THROW(pam4_map_bits(bits, symbols), std::invalid_argument);
  EXPECT_THROW(pam4_map(fec, symbols), std::invalid_argument);
  EXPECT_THROW(pam4_demap(symbols, fec), std::invalid_argument);
  symbols.resize(5);
  fec[0] = 1024;
  EXPECT_THROW(pam4_map(fec, symbols), std::invalid_argument);
  symbols[4] = 4;
  EXPECT_THROW(pam4_demap(symbols, fec), std::invalid_argument);
  symbols.resize(2);
  bits[1] = 2;
  EXPECT_THROW(pam4_map_bits(bits, symbols), std::invalid_argument);
  EXPECT_THROW(Pam4Precoder().process(symbols, bits), std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::golden
