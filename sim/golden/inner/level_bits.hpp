// SPDX-License-Identifier: Apache-2.0
// The levels of a codeword as bits, 64 at a time.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "sim/golden/inner/inner_code.hpp"
#include "sim/golden/pam4.hpp"

namespace lightloop::golden::inner {

/// Bit n of `low` and of `high` make level n, 0..63.
struct LevelBits {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

/// Bit i of the result is bytes[i], which is 0 or 1.
inline std::uint64_t gather_bits(const std::array<std::uint8_t, kLevels>& bytes) {
  static_assert(std::endian::native == std::endian::little);
  std::uint64_t bits = 0;
  for (int i = 0; i < kLevels; i += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, bytes.data() + i, sizeof eight);
    bits |= eight * 0x0102040810204080 >> 56 << i;  // no two of the products meet in the top byte
  }
  return bits;
}

inline LevelBits level_bits(const std::array<Pam4Symbol, kLevels>& levels) {
  std::array<std::uint8_t, kLevels> low;
  std::array<std::uint8_t, kLevels> high;
  for (int n = 0; n < kLevels; ++n) {
    low[n] = levels[n] & 1U;
    high[n] = levels[n] >> 1U;
  }
  return {gather_bits(low), gather_bits(high)};
}

/// Bits 0..31 of `first` and of `second` by turns.
constexpr std::uint64_t by_turns(std::uint64_t first, std::uint64_t second) {
  const auto spread = [](std::uint64_t x) {
    x &= 0xFFFFFFFF;
    x = (x | x << 16U) & 0x0000FFFF0000FFFF;
    x = (x | x << 8U) & 0x00FF00FF00FF00FF;
    x = (x | x << 4U) & 0x0F0F0F0F0F0F0F0F;
    x = (x | x << 2U) & 0x3333333333333333;
    return (x | x << 1U) & 0x5555555555555555;
  };
  return spread(first) | spread(second) << 1U;
}

/// The bits of the codeword: the Gray map undone.
constexpr Codeword codeword_of(const LevelBits& levels) {
  const std::uint64_t second = levels.low ^ levels.high;
  return {by_turns(levels.high, second), by_turns(levels.high >> 32U, second >> 32U)};
}

/// The code bits: the lowest bit of levels 0..59, then the eight bits of levels 60..63.
constexpr Codeword code_bits_of(const LevelBits& levels) {
  const std::uint64_t parity =
      by_turns(levels.high >> kParityLevels, (levels.low ^ levels.high) >> kParityLevels);
  return {levels.low << 4U >> 4U | parity << kParityLevels, parity >> 4U};
}

}  // namespace lightloop::golden::inner
