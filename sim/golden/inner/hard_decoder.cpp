// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/inner/hard_decoder.hpp"

#include <algorithm>

#include "sim/base/whole_blocks.hpp"
#include "sim/golden/inner/level_bits.hpp"

namespace lightloop::golden::inner {

void HardDecoder::reset() {
  waiting_.clear();
  counters_ = {};
}

void HardDecoder::feed(std::span<const Pam4Symbol> in, std::vector<FecSymbol>& out) {
  require_samples("inner decoder", in);
  take_blocks(waiting_, in, kLevels, [&](std::span<const Pam4Symbol> received) {
    const Codeword codeword = decide(received);
    out.resize(out.size() + kMessageSymbols);
    message_of(codeword, std::span(out).last<kMessageSymbols>());
  });
}

Codeword HardDecoder::decide(std::span<const Pam4Symbol> received) {
  std::array<Pam4Symbol, kLevels> levels;
  std::ranges::copy(received, levels.begin());
  LevelBits bits = level_bits(levels);
  const std::uint8_t wrong = syndrome(code_bits_of(bits));
  ++counters_.codewords;
  if (wrong == 0) return codeword_of(bits);
  const std::uint8_t code_bit = kCodeBitOfColumn[wrong];
  if (code_bit == kNoCodeBit) {
    ++counters_.failed;
    return codeword_of(bits);
  }
  ++counters_.changed;
  if (code_bit < kParityLevels) {
    const std::uint64_t bit = std::uint64_t{1} << code_bit;
    bits.low ^= bit;
    if (levels[code_bit] == 2) bits.high ^= bit;  // 2 -> 1; the others stay in their half
  }
  return codeword_of(bits);
}

}  // namespace lightloop::golden::inner
