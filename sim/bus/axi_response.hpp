// SPDX-License-Identifier: Apache-2.0
// AXI response codes (AMBA AXI, A3.4.4).
#pragma once

#include <cstdint>

namespace lightloop::bus {

enum class AxiResponse : std::uint8_t {
  kOkay = 0,
  kExOkay = 1,
  kSlvErr = 2,  ///< the slave was reached and refused
  kDecErr = 3,  ///< nothing is mapped at the address
};

}  // namespace lightloop::bus
