// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/config_checks.hpp"

#include <stdexcept>
#include <string>

namespace lightloop::golden::pcs {

void check_am_period(phy::EthernetRate rate, std::uint32_t am_period) {
  const auto group = static_cast<std::uint32_t>(phy::kBlocksPerGroup);
  if (am_period % group == 0 &&
      am_period > static_cast<std::uint32_t>(phy::shape(rate).marker_blocks)) {
    return;
  }
  throw std::invalid_argument("am_period: found " + std::to_string(am_period) +
                              ", expected a multiple of 40 blocks, not 0");
}

void check_deal_66b(int deal_66b) {
  if (deal_66b == 1 || deal_66b == 4) return;
  throw std::invalid_argument("deal_66b: found " + std::to_string(deal_66b) + ", expected 1 or 4");
}

void check_status_flow(int status_flow) {
  if (status_flow == 0 || status_flow == 1) return;
  throw std::invalid_argument("status_flow: found " + std::to_string(status_flow) +
                              ", expected 0 or 1");
}

}  // namespace lightloop::golden::pcs
