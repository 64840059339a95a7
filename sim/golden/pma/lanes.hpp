// SPDX-License-Identifier: Apache-2.0
// Streams of several lanes, in pieces that need not have the same length.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/golden/checks.hpp"

namespace lightloop::golden::pma {

/// A bit, 0 or 1.
using Bit = std::uint8_t;

/// One piece a lane; lengths may differ.
template <typename T>
using LaneSpans = std::span<const std::span<const T>>;

/// One stream a lane.
template <typename T>
using LaneStreams = std::vector<std::vector<T>>;

/// What lanes have brought and nobody has taken.
template <typename T>
class LaneBuffers {
 public:
  explicit LaneBuffers(std::size_t lanes) : waiting_(lanes) {}

  /// Throws std::invalid_argument, and takes nothing, when `pieces` is not one a lane or an element
  /// exceeds `limit`, which is a power of 2 less 1.
  void append(LaneSpans<T> pieces, unsigned limit) {
    require_size("lanes", pieces.size(), waiting_.size());
    for (const std::span<const T> piece : pieces) require_at_most("lane", piece, limit);
    for (std::size_t lane = 0; lane < pieces.size(); ++lane) {
      waiting_[lane].insert(waiting_[lane].end(), pieces[lane].begin(), pieces[lane].end());
    }
  }

  std::vector<T>& operator[](std::size_t lane) { return waiting_[lane]; }

  /// Takes `count` elements off the front of a lane.
  void drop(std::size_t lane, std::size_t count) {
    std::vector<T>& waiting = waiting_[lane];
    waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(count));
  }

  void clear() {
    for (std::vector<T>& waiting : waiting_) waiting.clear();
  }

 private:
  LaneStreams<T> waiting_;
};

}  // namespace lightloop::golden::pma
