// SPDX-License-Identifier: Apache-2.0
#include "host/framing/message_scrambler.hpp"

#include <cstdint>

namespace lightloop::host {

MessageScrambler::MessageScrambler() {
  std::uint32_t state = 0xFFFF;
  for (auto& symbol : sequence_) {
    for (int bit = 0; bit < golden::kBitsPerFecSymbol; ++bit) {
      symbol = static_cast<golden::FecSymbol>(symbol | ((state >> 15) & 1U) << bit);
      const std::uint32_t feedback = (state >> 15) ^ (state >> 11) ^ (state >> 2) ^ state;
      state = ((state << 1) | (feedback & 1U)) & 0xFFFF;
    }
  }
}

void MessageScrambler::apply(std::span<golden::FecSymbol> message) const {
  for (std::size_t i = 0; i < message.size(); ++i) message[i] ^= sequence_[i];
}

}  // namespace lightloop::host
