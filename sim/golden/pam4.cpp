// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pam4.hpp"

#include <array>

#include "sim/golden/checks.hpp"

namespace lightloop::golden {

void pam4_map_bits(std::span<const std::uint8_t> bits, std::span<Pam4Symbol> symbols) {
  require_size("pam4_map_bits: bits", bits.size(), 2 * symbols.size());
  require_at_most("pam4_map_bits: bits", bits, 1);
  for (std::size_t j = 0; j < symbols.size(); ++j) {
    symbols[j] = gray_encode(bits[2 * j], bits[2 * j + 1]);
  }
}

void pam4_demap_bits(std::span<const Pam4Symbol> symbols, std::span<std::uint8_t> bits) {
  require_size("pam4_demap_bits: bits", bits.size(), 2 * symbols.size());
  require_at_most("pam4_demap_bits: symbols", symbols, 3);
  for (std::size_t j = 0; j < symbols.size(); ++j) {
    bits[2 * j] = static_cast<std::uint8_t>(gray_first_bit(symbols[j]));
    bits[2 * j + 1] = static_cast<std::uint8_t>(gray_second_bit(symbols[j]));
  }
}

void pam4_map(std::span<const FecSymbol> fec, std::span<Pam4Symbol> symbols) {
  require_size("pam4_map: PAM4 symbols", symbols.size(), kPam4PerFecSymbol * fec.size());
  require_ten_bits("pam4_map: FEC symbols", fec);
  // Bit 0 is sent first, so the pair's first bit is the lower one: 00, 10, 01, 11 by value.
  constexpr std::array<Pam4Symbol, 4> kByPairValue{gray_encode(0, 0), gray_encode(1, 0),
                                                   gray_encode(0, 1), gray_encode(1, 1)};
  for (std::size_t i = 0; i < fec.size(); ++i) {
    for (int pair = 0; pair < kPam4PerFecSymbol; ++pair) {
      symbols[kPam4PerFecSymbol * i + pair] = kByPairValue[(fec[i] >> (2 * pair)) & 3U];
    }
  }
}

void pam4_demap(std::span<const Pam4Symbol> symbols, std::span<FecSymbol> fec) {
  require_size("pam4_demap: PAM4 symbols", symbols.size(), kPam4PerFecSymbol * fec.size());
  require_at_most("pam4_demap: PAM4 symbols", symbols, 3);
  for (std::size_t i = 0; i < fec.size(); ++i) {
    unsigned value = 0;
    for (int pair = 0; pair < kPam4PerFecSymbol; ++pair) {
      const Pam4Symbol symbol = symbols[kPam4PerFecSymbol * i + pair];
      value |= (gray_first_bit(symbol) | gray_second_bit(symbol) << 1) << (2 * pair);
    }
    fec[i] = static_cast<FecSymbol>(value);
  }
}

void Pam4Precoder::process(std::span<const Pam4Symbol> in, std::span<Pam4Symbol> out) {
  require_size("Pam4Precoder: out", out.size(), in.size());
  for (std::size_t j = 0; j < in.size(); ++j) out[j] = process(in[j]);
}

void Pam4PrecoderInverse::process(std::span<const Pam4Symbol> in, std::span<Pam4Symbol> out) {
  require_size("Pam4PrecoderInverse: out", out.size(), in.size());
  for (std::size_t j = 0; j < in.size(); ++j) out[j] = process(in[j]);
}

}  // namespace lightloop::golden
