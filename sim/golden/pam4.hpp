// SPDX-License-Identifier: Apache-2.0
// PAM4: Gray mapping (IEEE 802.3 120.5.7.1) and the 1/(1+D) mod 4 precoder (120.5.7.2).
#pragma once

#include <cstdint>
#include <span>

#include "sim/golden/rs_code.hpp"

namespace lightloop::golden {

/// One PAM4 symbol, 0..3: the levels -1, -1/3, +1/3, +1 (in the digital link -3, -1, +1, +3).
using Pam4Symbol = std::uint8_t;

inline constexpr int kPam4PerFecSymbol = kBitsPerFecSymbol / 2;

/// Gray map of the bit pair {first, second} on the wire: 00 -> 0, 01 -> 1, 11 -> 2, 10 -> 3.
constexpr Pam4Symbol gray_encode(unsigned first, unsigned second) {
  return static_cast<Pam4Symbol>(first == 0 ? second : 3U - second);
}

/// First bit on the wire of a PAM4 symbol.
constexpr unsigned gray_first_bit(Pam4Symbol symbol) { return symbol >> 1; }

/// Second bit on the wire of a PAM4 symbol.
constexpr unsigned gray_second_bit(Pam4Symbol symbol) { return (symbol ^ (symbol >> 1)) & 1U; }

/// Maps bits (one a byte, 0 or 1, in wire order) to bits.size()/2 PAM4 symbols.
/// Throws std::invalid_argument when the sizes do not fit or a bit is not 0 or 1.
void pam4_map_bits(std::span<const std::uint8_t> bits, std::span<Pam4Symbol> symbols);

/// The inverse of pam4_map_bits: two bits a symbol.
/// Throws std::invalid_argument when the sizes do not fit or a symbol exceeds 3.
void pam4_demap_bits(std::span<const Pam4Symbol> symbols, std::span<std::uint8_t> bits);

/// Maps FEC symbols to PAM4 symbols, five each, bit 0 of each FEC symbol first on the wire.
/// Throws std::invalid_argument when the sizes do not fit or a symbol exceeds 10 bits.
void pam4_map(std::span<const FecSymbol> fec, std::span<Pam4Symbol> symbols);

/// The inverse of pam4_map. Throws std::invalid_argument as pam4_demap_bits does.
void pam4_demap(std::span<const Pam4Symbol> symbols, std::span<FecSymbol> fec);

/// Transmit precoder: P[j] = (G[j] - P[j-1]) mod 4. Keeps P[j-1] between calls.
class Pam4Precoder {
 public:
  /// `previous` is P[-1].
  explicit Pam4Precoder(Pam4Symbol previous = 0) : previous_(previous) {}
  /// In place is allowed. Throws std::invalid_argument when the sizes differ.
  void process(std::span<const Pam4Symbol> in, std::span<Pam4Symbol> out);
  Pam4Symbol process(Pam4Symbol in) {
    previous_ = static_cast<Pam4Symbol>((in - previous_) & 3);
    return previous_;
  }
  Pam4Symbol previous() const { return previous_; }

 private:
  Pam4Symbol previous_;
};

/// Receive side of the precoder: G[j] = (P[j] + P[j-1]) mod 4. Keeps P[j-1] between calls.
class Pam4PrecoderInverse {
 public:
  /// `previous` is P[-1].
  explicit Pam4PrecoderInverse(Pam4Symbol previous = 0) : previous_(previous) {}
  /// In place is allowed. Throws std::invalid_argument when the sizes differ.
  void process(std::span<const Pam4Symbol> in, std::span<Pam4Symbol> out);
  Pam4Symbol process(Pam4Symbol in) {
    const auto out = static_cast<Pam4Symbol>((in + previous_) & 3);
    previous_ = in;
    return out;
  }
  Pam4Symbol previous() const { return previous_; }

 private:
  Pam4Symbol previous_;
};

}  // namespace lightloop::golden
