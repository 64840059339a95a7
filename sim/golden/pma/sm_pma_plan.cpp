// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pma/sm_pma_plan.hpp"

#include <stdexcept>
#include <string>

namespace lightloop::golden::pma {

// Odd lanes wait one symbol (not at 1.6T), and at 200G and 400G the symbols of one codeword pair.
SmPmaPlan sm_pma_200g() { return {consecutive_lanes(1, 8), 2, 1 + 136}; }
SmPmaPlan sm_pma_400g() { return {consecutive_lanes(2, 8), 2, 1 + 68}; }
SmPmaPlan sm_pma_800g() { return {alternating_flows(4, 8, 16), 2, 1}; }
SmPmaPlan sm_pma_1p6t() { return {consecutive_lanes(8, 2), 4, 0}; }

std::size_t lane_count(const SmPmaPlan& plan) {
  if (plan.unit < 1) {
    throw std::invalid_argument("SM-PMA unit: found " + std::to_string(plan.unit) +
                                ", expected at least 1 symbol");
  }
  if (plan.odd_delay < 0) {
    throw std::invalid_argument("SM-PMA delay of odd lanes: found " +
                                std::to_string(plan.odd_delay) + ", expected at least 0 symbols");
  }
  return lane_count(plan.order);
}

}  // namespace lightloop::golden::pma
