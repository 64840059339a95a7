// SPDX-License-Identifier: Apache-2.0
// Syndromes of a received word.
#pragma once

#include <array>
#include <span>

#include "sim/golden/rs_remainder.hpp"

namespace lightloop::golden {

/// S_j = r(alpha^j), j = 0..Parity-1. The word is divided by the generator polynomial first: the
/// quotient vanishes at the roots, so only the remainder, 0 in a codeword, has to be evaluated.
template <int Parity>
class RsSyndromes {
 public:
  using Syndromes = std::array<gf::Element, Parity>;

  RsSyndromes() {
    for (int i = 0; i < Parity; ++i) {
      std::array<gf::Element, Parity> powers{};
      for (int j = 0; j < Parity; ++j) powers[j] = gf::alpha_to(j * (Parity - 1 - i));
      tables_[i] = GfRowTable<Parity>(powers);
    }
  }

  /// False when `word` is a codeword: all syndromes are 0, and `syndromes` is not written.
  bool operator()(std::span<const gf::Element> word, Syndromes& syndromes) const {
    const std::size_t k = word.size() - Parity;
    auto remainder = remainder_(word.first(k));
    PackedElements any = 0;
    for (int i = 0; i < Parity; ++i) {
      remainder[i / 4] ^= PackedElements{word[k + i]} << (16 * (i % 4));
    }
    for (const PackedElements four : remainder) any |= four;
    if (any == 0) return false;

    typename GfRowTable<Parity>::Row sum{};
    for (int i = 0; i < Parity; ++i) {
      const gf::Element coefficient = packed_element(remainder[i / 4], i % 4);
      const auto& low = tables_[i].low(coefficient);
      const auto& high = tables_[i].high(coefficient);
      for (std::size_t w = 0; w < sum.size(); ++w) sum[w] ^= low[w] ^ high[w];
    }
    for (int j = 0; j < Parity; ++j) syndromes[j] = packed_element(sum[j / 4], j % 4);
    return true;
  }

 private:
  const RsRemainder<Parity>& remainder_ = rs_remainder<Parity>();
  std::array<GfRowTable<Parity>, Parity> tables_;  // [i]: powers for the remainder's element i
};

}  // namespace lightloop::golden
