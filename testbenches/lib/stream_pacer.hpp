// SPDX-License-Identifier: Apache-2.0
// When a stream partner moves and when it pauses.
#pragma once

#include <cstdint>

#include "sim/bus/stall.hpp"

namespace lightloop::testbench {

/// Decides for each clock whether a stream partner is willing. Same seed, same decisions.
class StreamPacer {
 public:
  static constexpr unsigned kLongestRun = 16;

  /// Always willing.
  StreamPacer() : StreamPacer(0, 0) {}

  /// Runs of willing and of pausing clocks, of random lengths 1..16, `pause_percent` of the runs
  /// pauses.
  StreamPacer(std::uint64_t seed, unsigned pause_percent)
      : stall_(pause_percent, seed, kLongestRun) {}

  bool willing() { return !stall_(); }

 private:
  bus::Stall stall_;
};

}  // namespace lightloop::testbench
