// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/inner/convolutional_interleaver.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "sim/base/whole_blocks.hpp"
#include "sim/golden/checks.hpp"

namespace lightloop::golden::inner {

ConvolutionalInterleaver::ConvolutionalInterleaver(Direction direction, int turns) {
  if (turns < 0) {
    throw std::invalid_argument("interleaver: found " + std::to_string(turns) +
                                " turns, expected 0 or more");
  }
  for (std::size_t i = 0; i < kLines; ++i) {
    const std::size_t steps = direction == Direction::kInterleave ? kLines - 1 - i : i;
    lines_[i].memory.resize(steps * turns);
  }
}

void ConvolutionalInterleaver::reset() {
  for (Line& line : lines_) std::ranges::fill(line.memory, Block{});
  next_ = 0;
  waiting_.clear();
}

void ConvolutionalInterleaver::feed(std::span<const FecSymbol> in, std::vector<FecSymbol>& out) {
  require_ten_bits("interleaver", in);
  take_blocks(waiting_, in, kBlock, [&](std::span<const FecSymbol> symbols) {
    Block block;
    std::ranges::copy(symbols, block.begin());
    delay(lines_[next_], block);
    next_ = next_ + 1 == kLines ? 0 : next_ + 1;
    out.insert(out.end(), block.begin(), block.end());
  });
}

void ConvolutionalInterleaver::delay(Line& line, Block& block) {
  if (line.memory.empty()) return;
  std::swap(line.memory[line.oldest], block);
  line.oldest = line.oldest + 1 == line.memory.size() ? 0 : line.oldest + 1;
}

}  // namespace lightloop::golden::inner
