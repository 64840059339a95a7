// SPDX-License-Identifier: Apache-2.0
// Cuts a stream that comes in pieces of any length into blocks of one length.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace lightloop {

/// Calls `take(block)`, a std::span of `size` elements, for each block that is complete with
/// `piece`; what is left waits in `waiting`, which no one else touches.
template <typename T, typename Take>
void take_blocks(std::vector<T>& waiting, std::span<const T> piece, std::size_t size, Take take) {
  if (!waiting.empty()) {
    const std::size_t missing = std::min(size - waiting.size(), piece.size());
    waiting.insert(waiting.end(), piece.begin(),
                   piece.begin() + static_cast<std::ptrdiff_t>(missing));
    piece = piece.subspan(missing);
    if (waiting.size() < size) return;
    take(std::span<const T>(waiting));
    waiting.clear();
  }
  for (; piece.size() >= size; piece = piece.subspan(size)) take(piece.first(size));
  waiting.assign(piece.begin(), piece.end());
}

}  // namespace lightloop
