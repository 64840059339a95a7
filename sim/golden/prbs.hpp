// SPDX-License-Identifier: Apache-2.0
// Pseudo-random bit sequences of IEEE 802.3 and ITU-T O.150.
#pragma once

#include <cstdint>
#include <span>

#include "sim/golden/rs_code.hpp"

namespace lightloop::golden {

enum class PrbsPattern {
  kPrbs7,   ///< x^7 + x^6 + 1
  kPrbs9,   ///< x^9 + x^5 + 1
  kPrbs11,  ///< x^11 + x^9 + 1
  kPrbs13,  ///< x^13 + x^12 + x^2 + x + 1
  kPrbs15,  ///< x^15 + x^14 + 1
  kPrbs23,  ///< x^23 + x^18 + 1
  kPrbs31,  ///< x^31 + x^28 + 1; IEEE 802.3 49.5.2.8 sends it inverted
};

/// Degree of the polynomial; the period is 2^order - 1 bits.
int prbs_order(PrbsPattern pattern);

/// A generator. State s[order-1:0]; one step: b = XOR of s[e-1] over the exponents e >= 1 of the
/// polynomial; s = {s[order-2:0], b}; the bit sent is b, or NOT b when inverted. So the first bit
/// sent after the preset is the one that follows the seed in the sequence.
class Prbs {
 public:
  /// `seed` is the initial state, 1 .. 2^order - 1 (all ones is the usual preset).
  /// Throws std::invalid_argument for a seed out of range.
  Prbs(PrbsPattern pattern, std::uint32_t seed, bool inverted);

  /// As IEEE 802.3 sends the pattern: only PRBS31 is inverted.
  Prbs(PrbsPattern pattern, std::uint32_t seed)
      : Prbs(pattern, seed, pattern == PrbsPattern::kPrbs31) {}

  /// The next 1..64 bits, first one in bit 0.
  std::uint64_t next_bits(int count);

  /// The next bits, one a byte.
  void fill_bits(std::span<std::uint8_t> bits);

  /// The next bits, ten to a symbol, bit 0 first.
  void fill_symbols(std::span<FecSymbol> symbols);

  /// The state s as defined above, after the bits taken so far.
  std::uint32_t state() const;

 private:
  void refill();

  // The polynomial raised to the power of 2^k has the same exponents times 2^k, so a window of
  // `window_` past bits gives `step_` (its smallest exponent) new ones in one operation.
  int order_;
  std::uint64_t exponents_;  // bit e set: x^e of the polynomial used, e >= 1; e = 64 is not used
  int window_;               // its largest exponent, at most 62
  int step_;                 // its smallest exponent
  std::uint64_t inversion_;  // all ones when inverted
  std::uint64_t past_ = 0;   // the last `window_` bits generated, oldest in bit 0, not inverted
  std::uint64_t older_ = 0;  // `past_` before the last refill
  std::uint64_t ready_ = 0;  // generated and not yet taken, next one in bit 0, not inverted
  int ready_count_ = 0;
};

}  // namespace lightloop::golden
