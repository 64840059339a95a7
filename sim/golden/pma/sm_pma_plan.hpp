// SPDX-License-Identifier: Apache-2.0
// The tables of the SM-PMA (docs/pma.md section 4; IEEE P802.3dj clause 176).
#pragma once

#include "sim/golden/pma/lane_order.hpp"

namespace lightloop::golden::pma {

/// How a SM-PMA multiplexes.
struct SmPmaPlan {
  LaneOrder order;  ///< row i: the PCS lanes of PMA lane i, in turn
  int unit;         ///< symbols that a lane gives each turn
  int odd_delay;    ///< symbols that PCS lanes with an odd number wait

  std::size_t width() const { return order.front().size(); }
};

/// The default tables.
SmPmaPlan sm_pma_200g();
SmPmaPlan sm_pma_400g();
SmPmaPlan sm_pma_800g();
SmPmaPlan sm_pma_1p6t();

/// The number of PCS lanes. Throws std::invalid_argument for an order that lane_count() refuses, a
/// unit below 1 or a negative delay.
std::size_t lane_count(const SmPmaPlan& plan);

}  // namespace lightloop::golden::pma
