// SPDX-License-Identifier: Apache-2.0
// The inner code and its soft decoder the plain way, from docs/inner.md, and codewords to try them
// on.
#pragma once

#include <algorithm>
#include <array>
#include <bitset>
#include <cmath>
#include <cstdlib>
#include <random>
#include <set>
#include <vector>

#include "sim/golden/inner/encoder.hpp"
#include "sim/golden/inner/sample.hpp"

namespace lightloop::golden::inner {

/// The 128 bits of a codeword, c<0> first.
using PlainWord = std::bitset<128>;

/// The rows as they are published, and the unit vectors of the parity bits.
inline constexpr std::array<int, 68> kPlainColumns{
    0x94, 0x4A, 0x25, 0xCB, 0xBC, 0x5E, 0x2F, 0xCE, 0x67, 0xEA, 0x75, 0xE3, 0xA8, 0x54,
    0x2A, 0x15, 0xD3, 0xB0, 0x58, 0x2C, 0x16, 0x0B, 0xDC, 0x6E, 0x37, 0xC2, 0x61, 0xE9,
    0xAD, 0x8F, 0x9E, 0x4F, 0xFE, 0x7F, 0xE6, 0x73, 0xE0, 0x70, 0x38, 0x1C, 0x0E, 0x07,
    0xDA, 0x6D, 0xEF, 0xAE, 0x57, 0xF2, 0x79, 0xE5, 0xAB, 0x8C, 0x46, 0x23, 0xC8, 0x64,
    0x32, 0x19, 0xD5, 0xB3, 0x80, 0x40, 0x20, 0x10, 0x08, 0x04, 0x02, 0x01};

inline PlainWord plain(const Codeword& codeword) {
  return PlainWord(codeword[0]) | PlainWord(codeword[1]) << 64;
}

inline PlainWord plain_message(const std::vector<FecSymbol>& symbols) {
  PlainWord word;
  for (std::size_t i = 0; i < symbols.size() * 10; ++i) word[i] = symbols[i / 10] >> i % 10 & 1;
  return word;
}

/// Puts the parity in place.
inline PlainWord plain_encoded(PlainWord word) {
  int parity = 0;
  for (std::size_t k = 0; k < 60; ++k) {
    if (word[2 * k] != word[2 * k + 1]) parity ^= kPlainColumns[k];
  }
  for (int i = 0; i < 8; ++i) word[120 + i] = parity >> (7 - i) & 1;
  return word;
}

inline int plain_level(const PlainWord& word, std::size_t n) {
  const int first = word[2 * n] ? 1 : 0;
  const int second = word[2 * n + 1] ? 1 : 0;
  return first == 0 ? second : 3 - second;
}

inline void set_level(PlainWord& word, std::size_t n, int level) {
  word[2 * n] = level >= 2;
  word[2 * n + 1] = level == 1 || level == 2;
}

struct PlainDecision {
  PlainWord word;  // its message is decided
  int cost = 0;
  bool changed = false;
  bool failed = false;
};

/// docs/inner.md section 8, step by step.
inline PlainDecision plain_decision(const std::array<SoftValue, 64>& y, int test_bits) {
  PlainWord word;
  for (int n = 0; n < 64; ++n) set_level(word, n, (y[n] >= -64) + (y[n] >= 0) + (y[n] >= 64));
  std::array<int, 68> reliability{};
  std::array<bool, 68> hard{};
  for (int k = 0; k < 60; ++k) {
    reliability[k] = std::min({std::abs(y[k] + 64), std::abs(y[k]), std::abs(y[k] - 64)});
    hard[k] = plain_level(word, k) % 2 == 1;
  }
  for (int i = 0; i < 8; ++i) {
    const int size = std::abs(y[60 + i / 2]);
    reliability[60 + i] = i % 2 == 0 ? size : std::abs(size - 64);
    hard[60 + i] = word[120 + i];
  }
  std::array<int, 68> order{};
  for (int i = 0; i < 68; ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](int a, int b) { return reliability[a] < reliability[b]; });
  PlainDecision best{word, 1 << 30, false, true};
  std::set<int> flips;
  for (int t = 0; t < 1 << test_bits; ++t) {
    std::set<int> candidate;
    for (int i = 0; i < test_bits; ++i) {
      if ((t >> i & 1) == 1) candidate.insert(order[i]);
    }
    int syndrome = 0;
    for (int k = 0; k < 68; ++k) {
      if (hard[k] != candidate.contains(k)) syndrome ^= kPlainColumns[k];
    }
    if (syndrome != 0) {
      const auto* const column = std::ranges::find(kPlainColumns, syndrome);
      if (column == kPlainColumns.end()) continue;
      const int index = static_cast<int>(column - kPlainColumns.begin());
      if (candidate.erase(index) == 0) candidate.insert(index);
    }
    int cost = 0;
    for (const int k : candidate) cost += reliability[k];
    if (cost >= best.cost) continue;
    best.cost = cost;
    best.failed = false;
    flips = candidate;
  }
  best.changed = !flips.empty();
  if (best.failed) best.cost = 0;
  for (const int k : flips) {
    if (k >= 60) continue;
    const int threshold = y[k] <= -32  ? 0
                          : y[k] <= 32 ? 1
                                       : 2;  // below which level it lies: 0, 1, 2
    const int level = plain_level(word, k);
    set_level(best.word, k, level > threshold ? threshold : threshold + 1);
  }
  return best;
}

/// A random codeword.
inline PlainWord random_word(std::mt19937& random) {
  PlainWord word;
  for (int i = 0; i < 120; ++i) word[i] = (random() & 1U) != 0;
  return plain_encoded(word);
}

/// Its ideal soft values with white Gaussian noise, rounded and limited to 8 bits.
inline std::array<SoftValue, 64> noisy(const PlainWord& word, double noise_rms,
                                       std::mt19937& random) {
  std::normal_distribution<double> noise(0.0, noise_rms);
  std::array<SoftValue, 64> y{};
  for (int n = 0; n < 64; ++n) {
    const double value = std::round(64.0 * plain_level(word, n) - 96.0 + noise(random));
    y[n] = static_cast<SoftValue>(std::clamp(value, -128.0, 127.0));
  }
  return y;
}

inline std::vector<Pam4Symbol> levels_of(const PlainWord& word) {
  std::vector<Pam4Symbol> levels;
  for (int n = 0; n < 64; ++n) levels.push_back(static_cast<Pam4Symbol>(plain_level(word, n)));
  return levels;
}

/// The first 120 bits.
inline PlainWord message_bits(const PlainWord& word) { return word << 8 >> 8; }

}  // namespace lightloop::golden::inner
