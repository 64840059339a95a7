// SPDX-License-Identifier: Apache-2.0
// Bit multiplexer of the 100G-class lanes (docs/pma.md sections 2 and 3; IEEE 802.3 clauses 120,
// 173).
#pragma once

#include "sim/golden/pma/lane_order.hpp"
#include "sim/golden/pma/lanes.hpp"

namespace lightloop::golden::pma {

/// The default orders of docs/pma.md: PCS lanes in, AUI lanes out.
LaneOrder bit_mux_8_to_2();
LaneOrder bit_mux_16_to_4();
LaneOrder bit_mux_32_to_8();

/// PCS lanes in, AUI lanes out: bits of the lanes of a row by turns.
class BitMux {
 public:
  /// Row a of `order`: the PCS lanes of AUI lane a. Throws as lane_count() does.
  explicit BitMux(LaneOrder order);

  /// `lanes`: the next bits of each PCS lane. Appends to `aui`, one stream a row. Throws
  /// std::invalid_argument when the numbers of lanes do not fit or a bit is not 0 or 1.
  void feed(LaneSpans<Bit> lanes, LaneStreams<Bit>& aui);

  void reset() { waiting_.clear(); }

 private:
  LaneOrder order_;
  LaneBuffers<Bit> waiting_;
};

/// AUI lanes in, `width` PCS lanes out of each, unordered: stream width*a + j has each width-th bit
/// of AUI lane a. Marker lock finds out which lane it is, and its phase.
class BitDemux {
 public:
  /// Throws std::invalid_argument when a number is 0.
  BitDemux(std::size_t aui_lanes, std::size_t width);

  /// Appends to `lanes`, aui_lanes*width streams. Throws as BitMux::feed does.
  void feed(LaneSpans<Bit> aui, LaneStreams<Bit>& lanes);

  void reset();

 private:
  std::size_t width_;
  std::vector<std::size_t> turn_;  // one an AUI lane: where its next bit goes
};

}  // namespace lightloop::golden::pma
