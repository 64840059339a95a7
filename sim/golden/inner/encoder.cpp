// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/inner/encoder.hpp"

#include "sim/base/whole_blocks.hpp"
#include "sim/golden/checks.hpp"

namespace lightloop::golden::inner {

void Encoder::feed(std::span<const FecSymbol> symbols, std::vector<Codeword>& codewords) {
  require_ten_bits("inner encoder", symbols);
  take_blocks(waiting_, symbols, kMessageSymbols, [&](std::span<const FecSymbol> message) {
    codewords.push_back(encode(message.first<kMessageSymbols>()));
  });
}

}  // namespace lightloop::golden::inner
