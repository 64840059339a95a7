// SPDX-License-Identifier: Apache-2.0
// The inner code (docs/inner.md section 3; IEEE P802.3dj clause 177): 120 message bits, 8 parity
// bits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/golden/rs_code.hpp"

namespace lightloop::golden::inner {

inline constexpr int kMessageSymbols = 12;  ///< FEC symbols in a codeword
inline constexpr int kLevels = 64;          ///< PAM4 symbols in a codeword
inline constexpr int kParityLevels = 60;    ///< of which the parity of the level is coded
inline constexpr int kCodeBits = 68;        ///< those parities and the 8 parity bits

/// A codeword: bit c<k> of docs/inner.md is bit k%64 of word k/64.
using Codeword = std::array<std::uint64_t, 2>;

/// The column of each code bit: what it adds to the syndrome.
inline constexpr std::array<std::uint8_t, kCodeBits> kColumns = [] {
  std::array<std::uint8_t, kCodeBits> columns{};
  unsigned row = 0x94;
  for (int k = 0; k < kParityLevels; ++k) {
    columns[k] = static_cast<std::uint8_t>(row);
    row = row >> 1U ^ ((row & 1U) != 0 ? 0xD9U : 0U);
  }
  for (int i = 0; i < 8; ++i) columns[kParityLevels + i] = static_cast<std::uint8_t>(0x80U >> i);
  return columns;
}();

inline constexpr std::uint8_t kNoCodeBit = 0xFF;

/// The code bit that has a column; kNoCodeBit where none has (0 too).
inline constexpr std::array<std::uint8_t, 256> kCodeBitOfColumn = [] {
  std::array<std::uint8_t, 256> code_bits{};
  for (std::uint8_t& code_bit : code_bits) code_bit = kNoCodeBit;
  for (std::size_t k = 0; k < kColumns.size(); ++k) {
    code_bits[kColumns[k]] = static_cast<std::uint8_t>(k);
  }
  return code_bits;
}();

/// The syndrome of code bits, bit k of word k/64: code bit k; bits from 68 on are 0.
std::uint8_t syndrome(const Codeword& code_bits);

/// The codeword of 12 symbols of 10 bits.
Codeword encode(std::span<const FecSymbol, kMessageSymbols> message);

/// The 12 symbols of a codeword's message bits.
void message_of(const Codeword& codeword, std::span<FecSymbol, kMessageSymbols> message);

}  // namespace lightloop::golden::inner
