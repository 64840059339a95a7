// SPDX-License-Identifier: Apache-2.0
// Reed-Solomon codes of IEEE 802.3: RS(544,514) "KP4" and RS(528,514) "KR4" over GF(2^10).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace lightloop::golden {

/// One FEC symbol: an element of GF(2^10), bits 9..0 used, bit 0 first on the wire.
using FecSymbol = std::uint16_t;

inline constexpr int kBitsPerFecSymbol = 10;

/// The codes of IEEE 802.3 clauses 91 and 119.
enum class RsCode { kKp4, kKr4 };

/// Shape of a code. `n` symbols a codeword, `k` of them message, `t` correctable, n - k = 2t.
struct RsParameters {
  int n;
  int k;
  int t;
  constexpr int parity() const { return n - k; }
  constexpr int codeword_bits() const { return n * kBitsPerFecSymbol; }
  constexpr int message_bits() const { return k * kBitsPerFecSymbol; }
};

constexpr RsParameters parameters(RsCode code) {
  return code == RsCode::kKp4 ? RsParameters{544, 514, 15} : RsParameters{528, 514, 7};
}

/// "kp4" or "kr4", as on the command line and in profiles.
std::string_view to_string(RsCode code);

/// What a bounded-distance decoder says of one codeword. The same on every engine, bit for bit.
struct CodewordStatus {
  bool uncorrectable = false;  ///< no codeword within t symbols; the output is the input, unchanged
  std::uint8_t corrected_symbols = 0;  ///< 0..t; 0 when uncorrectable
  friend bool operator==(const CodewordStatus&, const CodewordStatus&) = default;
};

/// Encodes a batch, systematically: codeword = message followed by parity, in order of transmission
/// (IEEE 802.3 91.5.2.7, 119.2.4.6: the first-sent symbol is the highest power of x).
/// `messages` holds m x k symbols, `codewords` m x n; m is any number, 0 too.
/// Throws std::invalid_argument when the sizes do not fit each other or a symbol exceeds 10 bits.
void rs_encode(RsCode code, std::span<const FecSymbol> messages, std::span<FecSymbol> codewords);

/// Decodes a batch of m received words of n symbols. `corrected` receives m x n symbols (it may be
/// the same memory as `received`), `status` one entry a codeword. A word with more than t wrong
/// symbols is flagged uncorrectable and passed through, or, when it lies within t symbols of
/// another codeword, becomes that codeword, as any bounded-distance decoder does. Throws
/// std::invalid_argument when the sizes do not fit or a symbol exceeds 10 bits.
void rs_decode(RsCode code, std::span<const FecSymbol> received, std::span<FecSymbol> corrected,
               std::span<CodewordStatus> status);

/// As rs_decode, and writes the error positions: `positions` holds m x t entries; codeword i's
/// corrected symbol indices (0 = first sent), ascending, stand at i*t .. i*t+corrected_symbols-1;
/// the rest is set to -1.
void rs_decode(RsCode code, std::span<const FecSymbol> received, std::span<FecSymbol> corrected,
               std::span<CodewordStatus> status, std::span<std::int16_t> positions);

}  // namespace lightloop::golden
