// SPDX-License-Identifier: Apache-2.0
#include "host/engine/symbol_words.hpp"

#include <array>
#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace lightloop::host {
namespace {

TEST(SymbolWords, PutsTheFirstSymbolLowest) {
  const std::vector<golden::FecSymbol> symbols{0x3FF, 0x000, 0x2AA, 0x155};
  std::array<std::uint32_t, 2> words{};
  pack_symbols(symbols, words.data());
  // 0x155 << 30 | 0x2AA << 20 | 0x3FF
  EXPECT_EQ(words[0], 0x6AA003FFu);
  EXPECT_EQ(words[1], 0x55u);
}

TEST(SymbolWords, ComesBackForEveryNumberOfSymbols) {
  std::mt19937_64 random(1);
  for (std::size_t count = 1; count <= 64; ++count) {
    std::vector<golden::FecSymbol> symbols(count);
    for (auto& symbol : symbols) symbol = static_cast<golden::FecSymbol>(random() & 0x3FF);
    const std::size_t used = (10 * count + 31) / 32;
    std::vector<std::uint32_t> words(used + 1, 0xA5A5A5A5);
    pack_symbols(symbols, words.data());
    EXPECT_EQ(words[used], 0xA5A5A5A5u) << count << " symbols: wrote beyond the end";
    for (std::size_t bit = 0; bit < 32 * used; ++bit) {
      const unsigned expected = bit < 10 * count ? symbols[bit / 10] >> (bit % 10) & 1u : 0u;
      ASSERT_EQ(words[bit / 32] >> (bit % 32) & 1u, expected) << count << " symbols, bit " << bit;
    }
    std::vector<golden::FecSymbol> back(count);
    unpack_symbols(words.data(), back);
    EXPECT_EQ(back, symbols);
  }
}

}  // namespace
}  // namespace lightloop::host
