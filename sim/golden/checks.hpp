// SPDX-License-Identifier: Apache-2.0
// Checks of arguments; each throws std::invalid_argument.
#pragma once

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

inline void require_ten_bits(const char* what, std::span<const FecSymbol> symbols) {
  unsigned all = 0;
  for (const FecSymbol symbol : symbols) all |= symbol;
  if (all <= 0x3FF) return;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    if (symbols[i] > 0x3FF) {
      throw std::invalid_argument(std::string(what) + ": symbol " + std::to_string(i) + ": found " +
                                  std::to_string(symbols[i]) + ", expected at most 1023");
    }
  }
}

}  // namespace lightloop::golden
