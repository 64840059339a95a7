// SPDX-License-Identifier: Apache-2.0
// Marker lock of all lanes, deskew, reorder and the group machine: docs/pcs.md section 13.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/golden/pcs/lane_bits.hpp"
#include "sim/golden/pcs/lane_map.hpp"
#include "sim/golden/pcs/marker_lock.hpp"

namespace lightloop::golden::pcs {

/// Why alignment was given up or refused.
enum class RestartReason { kDuplicateId, kSkewExceeded, kLockLost, kCodewords };
inline constexpr std::size_t kRestartReasons = 4;

struct LaneAlignerConfig {
  phy::EthernetRate rate = phy::EthernetRate::k400g;
  std::uint32_t am_period = 0;  ///< 257b blocks of a flow, at least 120; 0: as the rate has it
  phy::MarkerTable markers;     ///< empty: default_markers(rate)
  int am_nibble_tol = 3;        ///< placeholder
  int am_good = 2;              ///< matches in a row before a lane is locked
  int am_bad = 5;               ///< misses in a row before it is lost (placeholder)
};

struct LaneAlignerCounters {
  std::uint64_t alignments = 0;
  std::array<std::uint64_t, kRestartReasons> restarts{};  ///< by RestartReason
};

/// What a lane was found to be.
struct ReceivedLane {
  bool locked = false;
  int id = 0;               ///< PCS lane number; valid while locked
  std::uint64_t delay = 0;  ///< bits it is held back, while aligned
};

/// Received lanes in, groups of codewords out. Lanes come in ten bits a symbol, at any phase: a
/// symbol of the input need not be a FEC symbol.
class LaneAligner {
 public:
  /// Throws std::invalid_argument naming the field, what was found and what was expected.
  explicit LaneAligner(const LaneAlignerConfig& config);

  /// New bits of each lane; what has not come on all lanes waits. Throws std::invalid_argument when
  /// `lanes` does not hold one vector a lane.
  void push(std::span<const std::vector<FecSymbol>> lanes);

  /// Works on one step, a group's worth of bits of each lane, when there is one: appends the group
  /// that leaves, if any. False when less than a step is waiting.
  bool step(std::vector<FecSymbol>& groups);

  /// push(), then all steps there are.
  void feed(std::span<const std::vector<FecSymbol>> lanes, std::vector<FecSymbol>& groups);

  /// Gives up alignment from here on.
  void restart(RestartReason reason);

  void reset();

  bool aligned() const { return state_ == State::kAligned; }
  const LaneAlignerCounters& counters() const { return counters_; }
  ReceivedLane received_lane(int lane) const;

 private:
  enum class State : std::uint8_t { kLoss, kDeskew, kAligned };
  struct Lane {
    std::vector<FecSymbol> waiting;
    LaneBits bits;
    MarkerLock lock;
    std::uint64_t start = 0;  // of the next group, while aligned
    std::uint64_t delay = 0;
  };

  void look();
  void leave_loss();
  void leave_deskew();
  void align(std::uint64_t newest);
  bool all_locked() const;
  bool group_complete() const;
  void take_group(std::vector<FecSymbol>& groups);

  phy::RateShape shape_;
  LaneMap map_;
  std::uint64_t period_;  // bits of a lane from marker to marker
  std::uint64_t limit_;   // skew, bits
  std::vector<Lane> lanes_;
  std::size_t used_ = 0;      // symbols of `waiting` already taken
  std::uint64_t now_ = 0;     // bits of each lane so far
  std::uint64_t losses_ = 0;  // of lock, in the last step
  std::uint64_t deskew_since_ = 0;
  State state_ = State::kLoss;
  LaneAlignerCounters counters_;
};

}  // namespace lightloop::golden::pcs
