// SPDX-License-Identifier: Apache-2.0
// Random codewords, error patterns and low-weight codewords for tests of the Reed-Solomon codes.
#pragma once

#include <algorithm>
#include <numeric>
#include <random>
#include <span>
#include <vector>

#include "sim/golden/gf.hpp"
#include "sim/golden/rs_code.hpp"

namespace lightloop::golden {

class RsRandom {
 public:
  RsRandom(RsCode code, unsigned seed) : code_(code), p_(parameters(code)), random_(seed) {}

  /// 0 .. limit - 1.
  unsigned below(unsigned limit) { return random_() % limit; }

  std::vector<FecSymbol> codewords(std::size_t count) {
    std::vector<FecSymbol> messages(count * p_.k);
    for (FecSymbol& symbol : messages) symbol = random_() & 0x3FFU;
    std::vector<FecSymbol> words(count * p_.n);
    rs_encode(code_, messages, words);
    return words;
  }

  /// Distinct positions of a codeword, ascending.
  std::vector<std::int16_t> positions(int count) {
    std::vector<std::int16_t> all(p_.n);
    std::iota(all.begin(), all.end(), std::int16_t{0});
    for (int i = 0; i < count; ++i) {
      std::swap(all[i], all[i + static_cast<int>(below(p_.n - i))]);
    }
    all.resize(count);
    std::sort(all.begin(), all.end());
    return all;
  }

  FecSymbol nonzero_symbol() { return static_cast<FecSymbol>(1 + below(1023)); }

  /// Adds `count` wrong symbols to a word; returns where, ascending.
  std::vector<std::int16_t> corrupt(std::span<FecSymbol> word, int count) {
    auto at = positions(count);
    for (const std::int16_t position : at) word[position] ^= nonzero_symbol();
    return at;
  }

  /// A codeword of the smallest weight there is, 2t + 1, on the given 2t + 1 positions. The values
  /// v_i = 1 / prod_{j != i} (X_i - X_j) make sum v_i X_i^s = 0 for s = 0 .. 2t-1.
  std::vector<FecSymbol> lightest_codeword(std::span<const std::int16_t> at) {
    const auto locator = [&](std::int16_t position) { return gf::alpha_to(p_.n - 1 - position); };
    const FecSymbol scale = nonzero_symbol();
    std::vector<FecSymbol> word(p_.n);
    for (const std::int16_t i : at) {
      gf::Element product = 1;
      for (const std::int16_t j : at) {
        if (j != i) product = gf::multiply(product, gf::add(locator(i), locator(j)));
      }
      word[i] = gf::divide(scale, product);
    }
    return word;
  }

 private:
  RsCode code_;
  RsParameters p_;
  std::mt19937 random_;
};

}  // namespace lightloop::golden
