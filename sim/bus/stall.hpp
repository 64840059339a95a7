// SPDX-License-Identifier: Apache-2.0
// Random back-pressure that is the same on every machine.
#pragma once

#include <cstdint>
#include <random>

namespace lightloop::bus {

/// Says at each clock whether to hold back. mt19937_64 is fixed by the C++ standard, and no
/// standard distribution, whose results are not fixed, is used on top of it.
class Stall {
 public:
  /// `percent` of the clocks stall, 0..100 (100 would never let anything pass: 99 is the limit
  /// taken). The same seed gives the same pattern.
  Stall(unsigned percent, std::uint64_t seed)
      : threshold_(percent == 0 ? 0 : (percent > 99 ? 99 : percent) * (UINT64_MAX / 100)),
        engine_(seed) {}

  bool operator()() { return threshold_ != 0 && engine_() < threshold_; }

  /// A number of 0..n-1.
  std::uint64_t pick(std::uint64_t n) { return engine_() % n; }

 private:
  std::uint64_t threshold_;
  std::mt19937_64 engine_;
};

}  // namespace lightloop::bus
