// SPDX-License-Identifier: Apache-2.0
// Alignment marker lock of one received lane: docs/pcs.md section 12.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/golden/pcs/lane_bits.hpp"
#include "sim/phy/alignment_marker.hpp"

namespace lightloop::golden::pcs {

struct MarkerLockConfig {
  std::uint64_t period_bits = 0;  ///< of the lane from marker to marker
  int nibble_tolerance = 3;       ///< AM_NIBBLE_TOL, 0 .. 12 (placeholder)
  int good = 2;                   ///< AM_GOOD, at least 1
  int bad = 5;                    ///< AM_BAD, at least 1 (placeholder)
};

class MarkerLock {
 public:
  /// Throws std::invalid_argument when a number of `config` is out of range.
  MarkerLock(const phy::MarkerTable& markers, const MarkerLockConfig& config);

  /// Looks at all windows of the lane that are complete. The lane must keep the bits since
  /// the last call, and 128 more.
  void look(const LaneBits& lane);

  /// Searches again, from position `from` of the lane on.
  void restart(std::uint64_t from);

  bool locked() const { return state_ == State::kLocked; }
  int id() const { return id_; }                ///< the lane number found; valid while locked
  std::uint64_t mark() const { return mark_; }  ///< start of the last marker; valid while locked
  std::uint64_t losses() const { return losses_; }

  /// The table entry of a window; nothing when none or several fit. Bits 0..63, bits 64..119.
  std::optional<int> match(std::uint64_t low, std::uint64_t high) const;

 private:
  enum class State : std::uint8_t { kSearch, kWait, kLocked };
  void search(const LaneBits& lane);
  void check(const LaneBits& lane);
  void lock_or_wait();
  void miss();

  MarkerLockConfig config_;
  std::uint64_t common_;               // bits 0..63 of every marker
  std::vector<std::uint64_t> unique_;  // bits 64..119 of each
  State state_ = State::kSearch;
  std::uint64_t next_ = 0;  // window to look at
  std::uint64_t mark_ = 0;
  int id_ = 0;
  int good_ = 0;
  int bad_ = 0;
  std::uint64_t losses_ = 0;
};

}  // namespace lightloop::golden::pcs
