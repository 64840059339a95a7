// SPDX-License-Identifier: Apache-2.0
// Matrices over GF(2), to run a linear shift register many steps ahead at once.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace lightloop::golden {

/// A linear map of 32-bit vectors; column i is the image of bit i.
struct Gf2Matrix {
  std::array<std::uint32_t, 32> columns{};

  constexpr std::uint32_t operator*(std::uint32_t vector) const {
    std::uint32_t image = 0;
    for (int i = 0; i < 32; ++i) image ^= columns[i] & (0U - ((vector >> i) & 1U));
    return image;
  }

  /// The map that applies `right` first.
  constexpr Gf2Matrix operator*(const Gf2Matrix& right) const {
    Gf2Matrix product;
    for (int i = 0; i < 32; ++i) product.columns[i] = *this * right.columns[i];
    return product;
  }
};

/// The powers 1, 2, 4, ... of one step of a linear generator.
class Gf2Jump {
 public:
  /// `step` maps a 32-bit state to the next one and must be linear.
  template <typename Step>
  explicit Gf2Jump(Step step) {
    for (int i = 0; i < 32; ++i) powers_[0].columns[i] = step(std::uint32_t{1} << i);
    for (std::size_t i = 1; i < powers_.size(); ++i) powers_[i] = powers_[i - 1] * powers_[i - 1];
  }

  /// The state `steps` steps after `state`.
  std::uint32_t ahead(std::uint32_t state, std::uint64_t steps) const {
    for (; steps != 0; steps &= steps - 1) state = powers_[std::countr_zero(steps)] * state;
    return state;
  }

 private:
  std::array<Gf2Matrix, 64> powers_;
};

}  // namespace lightloop::golden
