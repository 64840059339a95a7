// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace lightloop::bus {

/// No AXI4 burst crosses an address that is a multiple of it (AMBA AXI, A3.4.1).
inline constexpr std::uint64_t kAxi4BurstBoundary = 4096;

}  // namespace lightloop::bus
