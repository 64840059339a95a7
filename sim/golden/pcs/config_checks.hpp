// SPDX-License-Identifier: Apache-2.0
// Fields that configurations of several blocks share. Each check throws std::invalid_argument
// naming the field, what was found and what was expected.
#pragma once

#include <cstdint>

#include "sim/phy/ethernet_rate.hpp"

namespace lightloop::golden::pcs {

/// 257b blocks from marker group to marker group: a multiple of 40, more than the group itself.
void check_am_period(phy::EthernetRate rate, std::uint32_t am_period);

/// 66b blocks a turn at 800G: 1 or 4.
void check_deal_66b(int deal_66b);

/// The flow of 1.6T with the status bits: 0 or 1.
void check_status_flow(int status_flow);

}  // namespace lightloop::golden::pcs
