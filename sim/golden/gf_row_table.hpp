// SPDX-License-Identifier: Apache-2.0
// Products of one field element with a fixed row of elements, by table.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/golden/gf.hpp"

namespace lightloop::golden {

/// Four field elements, element i in bits 16*i+9..16*i.
using PackedElements = std::uint64_t;

inline PackedElements pack_elements(std::span<const gf::Element, 4> e) {
  return PackedElements{e[0]} | PackedElements{e[1]} << 16 | PackedElements{e[2]} << 32 |
         PackedElements{e[3]} << 48;
}

constexpr gf::Element packed_element(PackedElements packed, int index) {
  return static_cast<gf::Element>(packed >> (16 * index));
}

/// For a row of elements c[0..Length-1], the products a*c[i] for any a. The multiplication is
/// linear in a, so two tables of 32 rows for its lower and upper five bits do; small enough for the
/// first-level cache where one table of 1024 rows is not.
template <int Length>
class GfRowTable {
 public:
  static constexpr int kWords = (Length + 3) / 4;
  using Row = std::array<PackedElements, kWords>;

  GfRowTable() = default;

  explicit GfRowTable(const std::array<gf::Element, Length>& constants) {
    for (int a = 0; a < 32; ++a) {
      for (int i = 0; i < Length; ++i) {
        const auto low = static_cast<gf::Element>(a);
        const auto high = static_cast<gf::Element>(a << 5);
        low_[a][i / 4] |= PackedElements{gf::multiply(low, constants[i])} << (16 * (i % 4));
        high_[a][i / 4] |= PackedElements{gf::multiply(high, constants[i])} << (16 * (i % 4));
      }
    }
  }

  /// a*c is the sum of these two rows. Bits above the tenth of `a` are ignored.
  const Row& low(std::uint64_t a) const { return low_[a & 31U]; }
  const Row& high(std::uint64_t a) const { return high_[(a >> 5) & 31U]; }

 private:
  alignas(64) std::array<Row, 32> low_{};
  alignas(64) std::array<Row, 32> high_{};
};

}  // namespace lightloop::golden
