// SPDX-License-Identifier: Apache-2.0
// The division by the generator polynomial that both the encoder and the decoder start with.
#pragma once

#include <array>
#include <span>

#include "sim/golden/gf_row_table.hpp"
#include "sim/golden/rs_generator.hpp"

namespace lightloop::golden {

/// Computes x^Parity * m(x) mod g(x), four message symbols a step.
template <int Parity>
class RsRemainder {
 public:
  using Table = GfRowTable<Parity>;
  /// The remainder, highest power first as it is sent; elements beyond Parity are 0.
  using Packed = typename Table::Row;

  RsRemainder() {
    // Row of x^(Parity + e) mod g, highest power first; each is the one before times x.
    constexpr auto kGenerator = rs_generator<Parity>();
    std::array<gf::Element, Parity> first{};
    for (int i = 0; i < Parity; ++i) first[i] = kGenerator[Parity - 1 - i];
    auto row = first;
    for (int e = 0; e < kStep; ++e) {
      tables_[kStep - 1 - e] = Table(row);
      const gf::Element top = row[0];
      for (int i = 0; i < Parity; ++i) {
        const gf::Element next = i + 1 < Parity ? row[i + 1] : gf::Element{0};
        row[i] = gf::add(next, gf::multiply(top, first[i]));
      }
    }
  }

  Packed operator()(std::span<const gf::Element> message) const {
    // One element more than the result, always 0: it is what the last word shifts in.
    std::array<PackedElements, Table::kWords + 1> state{};
    // Zeros in front change nothing: they fill the first step up.
    const std::size_t head = message.size() % kStep;
    if (head != 0) {
      std::array<gf::Element, kStep> start{};
      for (std::size_t i = 0; i < head; ++i) start[kStep - head + i] = message[i];
      step(state, start);
    }
    for (std::size_t i = head; i < message.size(); i += kStep) {
      step(state, message.subspan(i).template first<kStep>());
    }
    Packed remainder;
    for (int w = 0; w < Table::kWords; ++w) remainder[w] = state[w];
    return remainder;
  }

 private:
  static constexpr int kStep = 4;

  void step(std::array<PackedElements, Table::kWords + 1>& state,
            std::span<const gf::Element, kStep> symbols) const {
    const PackedElements q = state[0] ^ pack_elements(symbols);
    const auto& a = tables_[0].low(q);
    const auto& b = tables_[0].high(q);
    const auto& c = tables_[1].low(q >> 16);
    const auto& d = tables_[1].high(q >> 16);
    const auto& e = tables_[2].low(q >> 32);
    const auto& f = tables_[2].high(q >> 32);
    const auto& g = tables_[3].low(q >> 48);
    const auto& h = tables_[3].high(q >> 48);
    for (int w = 0; w < Table::kWords; ++w) {
      state[w] = state[w + 1] ^ a[w] ^ b[w] ^ c[w] ^ d[w] ^ e[w] ^ f[w] ^ g[w] ^ h[w];
    }
  }

  std::array<Table, kStep> tables_;  // [i]: weight of the i-th symbol of a step
};

/// The one for each code, made at first use.
template <int Parity>
const RsRemainder<Parity>& rs_remainder() {
  static const RsRemainder<Parity> remainder;
  return remainder;
}

}  // namespace lightloop::golden
