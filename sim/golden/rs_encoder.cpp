// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "sim/golden/checks.hpp"
#include "sim/golden/rs_code.hpp"
#include "sim/golden/rs_remainder.hpp"

namespace lightloop::golden {
namespace {

template <RsCode Code>
void encode_batch(std::span<const FecSymbol> messages, std::span<FecSymbol> codewords) {
  constexpr RsParameters kP = parameters(Code);
  const auto& remainder = rs_remainder<kP.parity()>();
  for (; !messages.empty();
       messages = messages.subspan(kP.k), codewords = codewords.subspan(kP.n)) {
    const auto message = messages.first(kP.k);
    const auto parity = remainder(message);
    std::copy(message.begin(), message.end(), codewords.begin());
    for (int i = 0; i < kP.parity(); ++i) {
      codewords[kP.k + i] = packed_element(parity[i / 4], i % 4);
    }
  }
}

}  // namespace

void rs_encode(RsCode code, std::span<const FecSymbol> messages, std::span<FecSymbol> codewords) {
  const RsParameters p = parameters(code);
  const std::size_t count = batch_size("rs_encode: messages", messages.size(), p.k);
  require_size("rs_encode: codewords", codewords.size(), count * p.n);
  require_ten_bits("rs_encode: messages", messages);
  if (code == RsCode::kKp4) {
    encode_batch<RsCode::kKp4>(messages, codewords);
  } else {
    encode_batch<RsCode::kKr4>(messages, codewords);
  }
}

}  // namespace lightloop::golden
