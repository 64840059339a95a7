// SPDX-License-Identifier: Apache-2.0
// PRBS9 of the marker pad: docs/pcs.md section 8. Unlike golden::Prbs it sends its state first.
#pragma once

#include <cstdint>

namespace lightloop::golden::pcs {

inline constexpr std::uint16_t kPadOnes = 0x1FF;

class PadGenerator {
 public:
  /// State P0..P8, P0 in bit 0; 1 .. 511.
  explicit PadGenerator(std::uint16_t state = kPadOnes) : state_(state) {}

  unsigned next_bit() {
    const unsigned bit = (state_ >> 8) & 1U;
    const unsigned feedback = bit ^ ((state_ >> 4) & 1U);
    state_ = static_cast<std::uint16_t>(((state_ << 1) & 0x1FFU) | feedback);
    return bit;
  }

  std::uint16_t state() const { return state_; }

 private:
  std::uint16_t state_;
};

}  // namespace lightloop::golden::pcs
