// SPDX-License-Identifier: Apache-2.0
// Chien search: the error positions from the error locator polynomial.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/golden/gf.hpp"
#include "sim/golden/rs_code.hpp"

namespace lightloop::golden {

/// Looks at the n positions of the shortened code only. Position i (0 = first sent) carries
/// x^(n-1-i), so an error there makes alpha^-(n-1-i) a root of the locator polynomial.
template <RsCode Code>
class RsChien {
 public:
  static constexpr RsParameters kP = parameters(Code);

  RsChien() : rows_(kP.t * kBits) {
    for (int power = 1; power <= kP.t; ++power) {
      for (std::size_t bit = 0; bit < kBits; ++bit) {
        Row& row = rows_[row_index(power, bit)];
        for (int i = 0; i < kP.n; ++i) {
          const int root = gf::kOrder - (kP.n - 1 - i);
          row[i] = gf::multiply(static_cast<gf::Element>(1U << bit), gf::alpha_to(root * power));
        }
      }
    }
  }

  /// Finds the roots of `locator` (element i belongs to x^i, element 0 is 1, at most t+1 elements).
  /// Writes their positions in ascending order; returns how many, at most `positions.size()`.
  int operator()(std::span<const gf::Element> locator, std::span<std::int16_t> positions) const {
    // locator(x) is linear in its coefficients: add up the values of one bit of one coefficient
    // over all positions, row by row.
    std::array<const Row*, kP.t * kBits + kRowsAtOnce> chosen{};
    std::size_t count = 0;
    for (std::size_t power = 1; power < locator.size(); ++power) {
      for (unsigned bits = locator[power], bit = 0; bits != 0; bits >>= 1, ++bit) {
        if (bits & 1U) chosen[count++] = &rows_[row_index(power, bit)];
      }
    }
    static constexpr Row kZero{};
    while (count % kRowsAtOnce != 0) chosen[count++] = &kZero;

    Row values;
    values.fill(1);
    for (std::size_t r = 0; r < count; r += kRowsAtOnce) {
      const Row& a = *chosen[r];
      const Row& b = *chosen[r + 1];
      const Row& c = *chosen[r + 2];
      const Row& d = *chosen[r + 3];
      for (int i = 0; i < kP.n; ++i) values[i] ^= a[i] ^ b[i] ^ c[i] ^ d[i];
    }

    std::size_t found = 0;
    for (int group = 0; group < kP.n; group += kGroup) {
      unsigned any = 0;
      for (int i = group; i < group + kGroup; ++i) any |= static_cast<unsigned>(values[i] == 0);
      if (any == 0) continue;
      for (int i = group; i < group + kGroup; ++i) {
        if (values[i] != 0) continue;
        if (found == positions.size()) return static_cast<int>(found);
        positions[found++] = static_cast<std::int16_t>(i);
      }
    }
    return static_cast<int>(found);
  }

 private:
  static constexpr std::size_t row_index(std::size_t power, std::size_t bit) {
    return (power - 1) * kBits + bit;
  }

  static constexpr std::size_t kBits = kBitsPerFecSymbol;
  static constexpr std::size_t kRowsAtOnce = 4;
  static constexpr int kGroup = 16;
  static_assert(kP.n % kGroup == 0);
  using Row = std::array<gf::Element, kP.n>;

  std::vector<Row> rows_;  // [row_index(power, bit)]: 2^bit * x^power at each position's root
};

}  // namespace lightloop::golden
