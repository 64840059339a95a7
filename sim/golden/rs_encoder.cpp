// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "sim/golden/checks.hpp"
#include "sim/golden/rs_code.hpp"
#include "sim/golden/rs_generator.hpp"

namespace lightloop::golden {
namespace {

template <int Parity>
void encode_one(std::span<const FecSymbol> message, std::span<FecSymbol> codeword) {
  constexpr auto kGenerator = rs_generator<Parity>();
  // Division by g(x): remainder[0] is the coefficient of the highest power, sent first.
  std::array<gf::Element, Parity> remainder{};
  for (const FecSymbol symbol : message) {
    const gf::Element quotient = gf::add(symbol, remainder[0]);
    for (int i = 0; i < Parity - 1; ++i) {
      remainder[i] = gf::add(remainder[i + 1], gf::multiply(quotient, kGenerator[Parity - 1 - i]));
    }
    remainder[Parity - 1] = gf::multiply(quotient, kGenerator[0]);
  }
  std::copy(message.begin(), message.end(), codeword.begin());
  std::copy(remainder.begin(), remainder.end(), codeword.begin() + message.size());
}

}  // namespace

void rs_encode(RsCode code, std::span<const FecSymbol> messages, std::span<FecSymbol> codewords) {
  const RsParameters p = parameters(code);
  const std::size_t count = batch_size("rs_encode: messages", messages.size(), p.k);
  require_size("rs_encode: codewords", codewords.size(), count * p.n);
  require_ten_bits("rs_encode: messages", messages);
  for (std::size_t c = 0; c < count; ++c) {
    const auto message = messages.subspan(c * p.k, p.k);
    const auto codeword = codewords.subspan(c * p.n, p.n);
    if (code == RsCode::kKp4) {
      encode_one<parameters(RsCode::kKp4).parity()>(message, codeword);
    } else {
      encode_one<parameters(RsCode::kKr4).parity()>(message, codeword);
    }
  }
}

}  // namespace lightloop::golden
