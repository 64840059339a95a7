// SPDX-License-Identifier: Apache-2.0
// Which symbol of which codeword goes where on the PCS lanes: docs/pcs.md section 11.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/golden/rs_code.hpp"
#include "sim/phy/ethernet_rate.hpp"

namespace lightloop::golden::pcs {

/// A group holds its codewords one after the other: A, B (C, D), 544 symbols each.
class LaneMap {
 public:
  explicit LaneMap(phy::EthernetRate rate);

  int lanes() const { return lanes_; }
  int group_symbols() const { return group_symbols_; }     ///< of one lane
  std::size_t group_size() const { return lane_.size(); }  ///< symbols of all codewords

  /// Index in the group of each symbol that a lane sends, in order of sending.
  std::span<const std::uint16_t> sent_by(int lane) const {
    const auto symbols = static_cast<std::size_t>(group_symbols_);
    return std::span(source_).subspan(symbols * static_cast<std::size_t>(lane), symbols);
  }

  /// The lane that carries symbol `index` of the group.
  int lane_of(std::size_t index) const { return lane_[index]; }

 private:
  int lanes_;
  int group_symbols_;
  std::vector<std::uint16_t> source_;
  std::vector<std::uint8_t> lane_;
};

/// Codeword groups in, PCS lanes out.
class LaneDistributor {
 public:
  explicit LaneDistributor(phy::EthernetRate rate) : map_(rate) {}

  /// `lanes` holds one vector a lane.
  void feed(std::span<const FecSymbol> groups, std::span<std::vector<FecSymbol>> lanes);
  void reset() { waiting_.clear(); }

 private:
  LaneMap map_;
  std::vector<FecSymbol> waiting_;  // of a group not yet complete
};

}  // namespace lightloop::golden::pcs
