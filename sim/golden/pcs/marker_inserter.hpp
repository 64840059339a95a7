// SPDX-License-Identifier: Apache-2.0
// Insertion of marker groups into a flow: docs/pcs.md section 9.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/golden/pcs/config_checks.hpp"
#include "sim/golden/pcs/marker_group.hpp"

namespace lightloop::golden::pcs {

/// A marker group, am_period less marker blocks of the input, a marker group, ...
class MarkerInserter {
 public:
  /// Throws std::invalid_argument as check_am_period() does.
  MarkerInserter(phy::EthernetRate rate, MarkerGroupSource source, std::uint32_t am_period);

  /// tx_am_sf of the groups to come, 3 bits.
  void set_status(unsigned status) { status_ = status; }

  void feed(std::span<const phy::Block257> blocks, std::vector<phy::Block257>& stream);
  void reset();
  std::uint16_t pad_state() const { return source_.pad_state(); }

 private:
  MarkerGroupSource source_;
  std::uint32_t between_;
  std::uint32_t at_ = 0;  // blocks since the last group, 0 .. between - 1
  unsigned status_ = 0;
};

}  // namespace lightloop::golden::pcs
