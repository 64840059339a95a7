// SPDX-License-Identifier: Apache-2.0
// Convolutional interleaver and deinterleaver (docs/inner.md section 2).
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "sim/golden/rs_code.hpp"

namespace lightloop::golden::inner {

enum class Direction { kInterleave, kDeinterleave };

/// Symbols in, as many out, but for a block of four that is not complete. The first ones are zeros.
class ConvolutionalInterleaver {
 public:
  /// `turns`: Q of docs/inner.md, 0 or more. Throws std::invalid_argument for others.
  ConvolutionalInterleaver(Direction direction, int turns);

  /// Throws std::invalid_argument when a symbol exceeds 10 bits.
  void feed(std::span<const FecSymbol> in, std::vector<FecSymbol>& out);

  void reset();

 private:
  static constexpr std::size_t kLines = 3;
  static constexpr std::size_t kBlock = 4;  // symbols
  using Block = std::array<FecSymbol, kBlock>;

  struct Line {
    std::vector<Block> memory;  // a ring, as long as the delay
    std::size_t oldest = 0;
  };

  static void delay(Line& line, Block& block);

  std::array<Line, kLines> lines_;
  std::size_t next_ = 0;
  std::vector<FecSymbol> waiting_;
};

}  // namespace lightloop::golden::inner
