// SPDX-License-Identifier: Apache-2.0
// Checks of arguments; each throws std::invalid_argument.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>

#include "sim/golden/rs_code.hpp"

namespace lightloop::golden {

inline void require_size(const char* what, std::size_t found, std::size_t expected) {
  if (found != expected) {
    throw std::invalid_argument(std::string(what) + ": found " + std::to_string(found) +
                                " elements, expected " + std::to_string(expected));
  }
}

/// How many blocks of `block` elements a batch of `size` has.
inline std::size_t batch_size(const char* what, std::size_t size, int block) {
  if (size % static_cast<std::size_t>(block) != 0) {
    throw std::invalid_argument(std::string(what) + ": found " + std::to_string(size) +
                                " symbols, expected a multiple of " + std::to_string(block));
  }
  return size / static_cast<std::size_t>(block);
}

/// No element is above `limit`, which is a power of 2 less 1.
template <std::unsigned_integral T>
void require_at_most(const char* what, std::span<const T> elements, unsigned limit) {
  unsigned all = 0;
  for (const T element : elements) all |= element;
  if (all <= limit) return;
  const auto bad = std::ranges::find_if(elements, [&](T element) { return element > limit; });
  throw std::invalid_argument(std::string(what) + ": element " +
                              std::to_string(bad - elements.begin()) + ": found " +
                              std::to_string(*bad) + ", expected at most " + std::to_string(limit));
}

inline void require_ten_bits(const char* what, std::span<const FecSymbol> symbols) {
  require_at_most(what, symbols, 0x3FF);
}

}  // namespace lightloop::golden
