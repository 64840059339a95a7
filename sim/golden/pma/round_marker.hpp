// SPDX-License-Identifier: Apache-2.0
// The marker of the lane that has the first turn of a SM-PMA round (docs/pma.md section 5): by it
// the receiver finds the rounds.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/golden/pma/lanes.hpp"
#include "sim/golden/pma/sm_pma_plan.hpp"
#include "sim/phy/alignment_marker.hpp"

namespace lightloop::golden::pma {

class RoundMarker {
 public:
  /// `markers`: one a PCS lane. `nibble_tolerance`: wrong nibbles allowed among the 12 common ones
  /// and among the 12 of the lane, 0..12. Throws std::invalid_argument for values out of range, a
  /// plan that lane_count() refuses, or one whose rows begin with odd and with even lanes.
  RoundMarker(const SmPmaPlan& plan, std::span<const phy::AlignmentMarker> markers,
              int nibble_tolerance);

  /// Bits from the start of a round to the end of the marker that begins in it.
  std::size_t bits() const { return offsets_.back() + 1; }

  /// Rounds that the marker lies in.
  std::size_t rounds() const { return (bits() + round_bits_ - 1) / round_bits_; }

  /// The PMA lane whose marker begins in the round that starts at `bits` (bits() of them), if any.
  std::optional<int> match(const Bit* bits) const;

  /// Is it the marker of PMA lane `pma_lane`?
  bool matches(const Bit* bits, int pma_lane) const;

 private:
  bool common_matches(const Bit* bits) const;
  bool own_matches(const Bit* bits, int pma_lane) const;
  bool nibbles_match(const Bit* bits, const phy::AlignmentMarker& marker,
                     std::span<const int> bytes) const;

  std::vector<phy::AlignmentMarker> markers_;  // one a PMA lane
  int tolerance_;
  std::size_t round_bits_;
  std::array<std::size_t, phy::kMarkerBits>
      offsets_{};  // of the bits of a marker, from the start of a round
};

}  // namespace lightloop::golden::pma
