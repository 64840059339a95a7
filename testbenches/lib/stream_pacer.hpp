// SPDX-License-Identifier: Apache-2.0
// When a stream partner moves and when it pauses.
#pragma once

#include <cstdint>
#include <random>

namespace lightloop::testbench {

/// Decides for each clock whether a stream partner is willing. Same seed, same decisions.
class StreamPacer {
 public:
  /// Always willing.
  StreamPacer() = default;

  /// Runs of willing and of pausing clocks, of random lengths 1..16, `pause_percent` of the runs
  /// pauses.
  StreamPacer(std::uint64_t seed, unsigned pause_percent)
      : random_(seed), pause_percent_(pause_percent) {}

  bool willing() {
    if (pause_percent_ == 0) return true;
    if (left_ == 0) {
      left_ = 1 + random_() % 16;
      willing_ = random_() % 100 >= pause_percent_;
    }
    --left_;
    return willing_;
  }

 private:
  std::mt19937_64 random_;
  unsigned pause_percent_ = 0;
  std::uint64_t left_ = 0;
  bool willing_ = true;
};

}  // namespace lightloop::testbench
