// SPDX-License-Identifier: Apache-2.0
// Fields of bits in arrays of 64-bit words; bit i of a stream is bit i % 64 of word i / 64.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/golden/rs_code.hpp"

namespace lightloop::golden::pcs {

constexpr std::uint64_t low_bits(int count) {
  return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

/// Bits at .. at+63. Words at/64 and at/64 + 1 are read.
inline std::uint64_t word_at(const std::uint64_t* words, std::size_t at) {
  const unsigned shift = at % 64;
  const std::uint64_t* const from = words + at / 64;
  return (from[0] >> shift) | (from[1] << 1 << (63 - shift));
}

/// Puts `count` (1..64) bits where zeros are.
inline void put_bits(std::uint64_t* words, std::size_t at, std::uint64_t value, int count) {
  const int shift = static_cast<int>(at % 64);
  words[at / 64] |= value << shift;
  if (shift + count > 64) words[at / 64 + 1] |= value >> (64 - shift);
}

/// FEC symbols that a 64-bit word takes whole.
inline constexpr int kSixSymbols = 6;
inline constexpr int kSixSymbolBits = kSixSymbols * kBitsPerFecSymbol;

inline std::uint64_t six_symbols(const FecSymbol* symbols) {
  std::uint64_t word = 0;
  for (int i = 0; i < kSixSymbols; ++i) {
    word |= static_cast<std::uint64_t>(symbols[i] & 0x3FFU) << (kBitsPerFecSymbol * i);
  }
  return word;
}

}  // namespace lightloop::golden::pcs
