// SPDX-License-Identifier: Apache-2.0
// The channel of the digital link in pieces: docs/digital-link.md sections 2, 3 and 5.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "sim/golden/pam4.hpp"

namespace lightloop::golden {

inline constexpr int kLinkTaps = 4;
/// Taps of the ISI filter in 1/256: tap 0 is the cursor, tap i weighs the symbol i places back.
using LinkTaps = std::array<std::int16_t, kLinkTaps>;

/// Amplitude of a sent level in level units: -3, -1, +1, +3.
constexpr int link_amplitude(Pam4Symbol level) { return 2 * level - 3; }

/// The intersymbol interference filter; y in 1/256 level unit.
class LinkIsi {
 public:
  /// Before the first symbol all amplitudes are 0.
  explicit LinkIsi(const LinkTaps& taps) : taps_(taps) {}

  /// y[j] = tap[0]*a[j] + tap[1]*a[j-1] + tap[2]*a[j-2] + tap[3]*a[j-3].
  std::int32_t next(Pam4Symbol level) {
    std::copy_backward(past_.begin(), past_.end() - 1, past_.end());
    past_[0] = link_amplitude(level);
    std::int32_t y = 0;
    for (int i = 0; i < kLinkTaps; ++i) y += taps_[i] * past_[i];
    return y;
  }

 private:
  LinkTaps taps_;
  std::array<int, kLinkTaps> past_{};
};

/// The slicer input v = y*2^20 + z*sigma; one level unit is 2^28.
constexpr std::int64_t link_slicer_input(std::int32_t y, std::int32_t z, std::uint16_t sigma) {
  return (std::int64_t{y} << 20) + std::int64_t{z} * sigma;
}

/// The slicer's decision on v; its thresholds are 0 and +-2*tap0*2^20.
constexpr Pam4Symbol link_slice(std::int64_t v, std::int16_t tap0) {
  const std::int64_t threshold = (std::int64_t{tap0} * 2) << 20;
  if (v >= threshold) return 3;
  if (v >= 0) return 2;
  return v >= -threshold ? 1 : 0;
}

}  // namespace lightloop::golden
