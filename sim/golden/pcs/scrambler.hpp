// SPDX-License-Identifier: Apache-2.0
// Self-synchronous scrambler x^58 + x^39 + 1 and descrambler: docs/pcs.md section 7.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/phy/line_block.hpp"

namespace lightloop::golden::pcs {

/// The last 58 bits on the line, the newest in bit 57.
using ScramblerState = std::uint64_t;

inline constexpr ScramblerState kScramblerOnes = (std::uint64_t{1} << 58) - 1;

class Scrambler {
 public:
  /// `start`: 1 .. 2^58 - 1. Throws std::invalid_argument otherwise.
  explicit Scrambler(ScramblerState start = kScramblerOnes);

  void feed(std::span<const phy::Block257> blocks, std::vector<phy::Block257>& scrambled);
  void reset() { state_ = start_; }
  ScramblerState state() const { return state_; }

 private:
  ScramblerState start_;
  ScramblerState state_;
};

class Descrambler {
 public:
  /// `start`: any 58 bits; after 58 received bits it does not matter any more.
  explicit Descrambler(ScramblerState start = kScramblerOnes) : start_(start), state_(start) {}

  void feed(std::span<const phy::Block257> blocks, std::vector<phy::Block257>& plain);
  phy::Block257 descramble(const phy::Block257& block);
  void reset() { state_ = start_; }
  ScramblerState state() const { return state_; }

 private:
  ScramblerState start_;
  ScramblerState state_;
};

}  // namespace lightloop::golden::pcs
