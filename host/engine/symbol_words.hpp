// SPDX-License-Identifier: Apache-2.0
// FEC symbols in the 32-bit words of a Verilated port: ten bits each, the first symbol lowest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/golden/rs_code.hpp"

namespace lightloop::host {

/// Writes `symbols` from bit 0 of `words` on; bits of the last word above them become 0.
inline void pack_symbols(std::span<const golden::FecSymbol> symbols, std::uint32_t* words) {
  std::uint64_t bits = 0;
  unsigned count = 0;
  for (const golden::FecSymbol symbol : symbols) {
    bits |= std::uint64_t{symbol} << count;
    count += golden::kBitsPerFecSymbol;
    if (count >= 32) {
      *words++ = static_cast<std::uint32_t>(bits);
      bits >>= 32;
      count -= 32;
    }
  }
  if (count > 0) *words = static_cast<std::uint32_t>(bits);
}

/// Reads `symbols` from bit 0 of `words` on.
inline void unpack_symbols(const std::uint32_t* words, std::span<golden::FecSymbol> symbols) {
  std::uint64_t bits = 0;
  unsigned count = 0;
  for (golden::FecSymbol& symbol : symbols) {
    if (count < golden::kBitsPerFecSymbol) {
      bits |= std::uint64_t{*words++} << count;
      count += 32;
    }
    symbol = static_cast<golden::FecSymbol>(bits & 0x3FF);
    bits >>= golden::kBitsPerFecSymbol;
    count -= golden::kBitsPerFecSymbol;
  }
}

}  // namespace lightloop::host
