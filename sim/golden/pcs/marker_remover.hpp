// SPDX-License-Identifier: Apache-2.0
// Removal of marker groups from a received flow: docs/pcs.md section 9.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/golden/pcs/error_marker.hpp"
#include "sim/golden/pcs/marker_group.hpp"

namespace lightloop::golden::pcs {

class MarkerRemover {
 public:
  /// Throws std::invalid_argument as check_am_period() does.
  MarkerRemover(phy::EthernetRate rate, int flow, std::uint32_t am_period,
                int status_flow = kStatusFlow1600g);

  /// The first block after construction, reset() or restart() is the first of a marker group.
  void feed(std::span<const ReceivedBlock257> blocks, std::vector<ReceivedBlock257>& stream);

  /// tx_am_sf of the last group that was reliable; 0 before the first, and in a flow without it.
  unsigned status() const { return status_; }

  void restart();
  void reset() { restart(); }

 private:
  void take_status();

  MarkerPadding padding_;
  std::uint32_t group_blocks_;
  std::uint32_t period_;
  std::uint32_t at_ = 0;
  bool reliable_ = true;
  unsigned status_ = 0;
  std::vector<phy::Block257> group_;
};

}  // namespace lightloop::golden::pcs
