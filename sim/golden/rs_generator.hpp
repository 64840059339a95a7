// SPDX-License-Identifier: Apache-2.0
// Generator polynomials of the Reed-Solomon codes.
#pragma once

#include <array>
#include <cstddef>

#include "sim/golden/gf.hpp"

namespace lightloop::golden {

/// g(x) = (x - alpha^0)(x - alpha^1)...(x - alpha^(Parity-1)), IEEE 802.3 91.5.2.7;
/// element i is the coefficient of x^i, element Parity is 1.
template <int Parity>
constexpr std::array<gf::Element, Parity + 1> rs_generator() {
  std::array<gf::Element, Parity + 1> g{1};
  for (int root = 0; root < Parity; ++root) {
    for (int i = root + 1; i > 0; --i) {
      g[i] = gf::add(g[i - 1], gf::multiply(g[i], gf::alpha_to(root)));
    }
    g[0] = gf::multiply(g[0], gf::alpha_to(root));
  }
  return g;
}

}  // namespace lightloop::golden
