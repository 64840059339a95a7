// SPDX-License-Identifier: Apache-2.0
// Arithmetic in GF(2^10), the symbol field of the IEEE 802.3 Reed-Solomon codes (91.5.2.7).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace lightloop::golden::gf {

/// A field element: the polynomial in x over GF(2) whose coefficient of x^i is bit i; 0..1023.
using Element = std::uint16_t;

inline constexpr int kSize = 1024;           ///< elements of the field
inline constexpr int kOrder = kSize - 1;     ///< order of the multiplicative group
inline constexpr unsigned kModulus = 0x409;  ///< x^10 + x^3 + 1
inline constexpr Element kAlpha = 0x002;     ///< x, a primitive element

namespace detail {
struct Tables {
  std::array<Element, std::size_t{2} * kOrder>
      exp{};  ///< twice round, so that a sum of two logs needs no mod
  std::array<std::uint16_t, kSize> log{};
};
constexpr Tables make_tables() {
  Tables tables;
  unsigned value = 1;
  for (int i = 0; i < kOrder; ++i) {
    tables.exp[i] = tables.exp[i + kOrder] = static_cast<Element>(value);
    tables.log[value] = static_cast<std::uint16_t>(i);
    value <<= 1;
    if (value & kSize) value ^= kModulus;
  }
  return tables;
}
inline constexpr Tables kTables = make_tables();
}  // namespace detail

/// alpha^power for any power >= 0.
constexpr Element alpha_to(int power) { return detail::kTables.exp[power % kOrder]; }

/// The power of alpha that gives a, 0..1022; a must not be 0.
constexpr int log(Element a) { return detail::kTables.log[a]; }

/// Sum and difference are the same.
constexpr Element add(Element a, Element b) { return a ^ b; }

constexpr Element multiply(Element a, Element b) {
  if (a == 0 || b == 0) return 0;
  return detail::kTables.exp[detail::kTables.log[a] + detail::kTables.log[b]];
}

/// 1/a; a must not be 0.
constexpr Element inverse(Element a) {
  return detail::kTables.exp[kOrder - detail::kTables.log[a]];
}

/// a/b; b must not be 0.
constexpr Element divide(Element a, Element b) {
  if (a == 0) return 0;
  return detail::kTables.exp[detail::kTables.log[a] + kOrder - detail::kTables.log[b]];
}

}  // namespace lightloop::golden::gf
