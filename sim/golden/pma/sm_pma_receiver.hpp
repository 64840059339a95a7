// SPDX-License-Identifier: Apache-2.0
// SM-PMA, receive direction: one PMA lane (docs/pma.md section 5).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/golden/pma/round_marker.hpp"
#include "sim/golden/rs_code.hpp"

namespace lightloop::golden::pma {

struct SmPmaReceiverConfig {
  SmPmaPlan plan;
  std::vector<phy::AlignmentMarker> markers;  ///< one a PCS lane
  std::size_t marker_period;                  ///< symbols of a PCS lane; a multiple of plan.unit
  int nibble_tolerance = 3;                   ///< wrong nibbles of 12 that still make a marker
  int bad_markers = 5;                        ///< markers missed in a row that lose the lock
  std::optional<int>
      aligned_to{};  ///< begin locked: bit 0 starts a marker's round of this PMA lane
};

struct SmPmaReceiverCounters {
  std::uint64_t locks = 0;
  std::uint64_t losses = 0;
  std::uint64_t missed_markers = 0;  ///< while locked
  friend bool operator==(const SmPmaReceiverCounters&, const SmPmaReceiverCounters&) = default;
};

/// Bits of a PMA lane of unknown phase in; symbols of its PCS lanes out, in step.
class SmPmaReceiver {
 public:
  /// Throws std::invalid_argument for tables and numbers that do not fit.
  explicit SmPmaReceiver(SmPmaReceiverConfig config);

  /// Appends to `lanes`: one stream a turn; stream j is PCS lane plan.order[*pma_lane()][j]. Throws
  /// std::invalid_argument when their number does not fit or a bit is not 0 or 1.
  void feed(std::span<const Bit> bits, LaneStreams<FecSymbol>& lanes);

  void reset();

  /// The PMA lane that was found; nothing while not locked.
  std::optional<int> pma_lane() const {
    return state_ == State::kLocked ? std::optional(lane_) : std::nullopt;
  }

  const SmPmaReceiverCounters& counters() const { return counters_; }

 private:
  enum class State { kSearch, kWait, kSecond, kLocked };

  bool step(LaneStreams<FecSymbol>& lanes);
  bool search();
  bool wait();
  bool second();
  bool round(LaneStreams<FecSymbol>& lanes);
  void put_out(const Bit* bits, LaneStreams<FecSymbol>& lanes);
  void check_marker();
  void lock(int pma_lane);
  std::size_t waiting() const { return bits_.size() - at_; }

  SmPmaReceiverConfig config_;
  RoundMarker marker_;
  std::size_t unit_;
  std::size_t width_;
  std::size_t delay_;
  std::size_t round_bits_;
  std::size_t period_rounds_;

  State state_ = State::kSearch;
  std::vector<Bit> bits_;  // from here on, at_ is the next one
  std::size_t at_ = 0;
  std::size_t to_skip_ = 0;  // kWait: bits to the second marker
  int lane_ = 0;
  int bad_ = 0;
  std::size_t round_ = 0;          // kLocked: of the period
  std::size_t symbol_ = 0;         // kLocked: symbols of a lane since the lock, up to delay_
  LaneBuffers<FecSymbol> even_;    // symbols of even lanes that wait for the odd ones
  std::vector<Bit> period_start_;  // kLocked: the rounds that the marker lies in
  SmPmaReceiverCounters counters_;
};

}  // namespace lightloop::golden::pma
