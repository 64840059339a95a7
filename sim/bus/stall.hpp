// SPDX-License-Identifier: Apache-2.0
// Random back-pressure that is the same on every machine.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>

namespace lightloop::bus {

/// Says at each clock whether to hold back. mt19937_64 is fixed by the C++ standard, and no
/// standard distribution, whose results are not fixed, is used on top of it.
class Stall {
 public:
  /// More would never let anything pass.
  static constexpr unsigned kMostPercent = 99;

  /// `percent` of the clocks stall, above kMostPercent so many. With `longest_run` above 1, stalls
  /// and moves come in runs of 1..longest_run clocks, and `percent` of the runs stall. The same
  /// seed gives the same pattern.
  Stall(unsigned percent, std::uint64_t seed, unsigned longest_run = 1)
      : threshold_(percent == 0 ? 0 : std::min(percent, kMostPercent) * (UINT64_MAX / 100)),
        longest_run_(longest_run),
        engine_(seed) {}

  bool operator()() {
    if (threshold_ == 0) return false;
    if (longest_run_ <= 1) return engine_() < threshold_;
    if (left_ == 0) {
      left_ = 1 + engine_() % longest_run_;
      stalled_ = engine_() < threshold_;
    }
    --left_;
    return stalled_;
  }

  /// A number of 0..n-1.
  std::uint64_t pick(std::uint64_t n) { return engine_() % n; }

 private:
  std::uint64_t threshold_;
  unsigned longest_run_;
  std::uint64_t left_ = 0;
  bool stalled_ = false;
  std::mt19937_64 engine_;
};

}  // namespace lightloop::bus
