// SPDX-License-Identifier: Apache-2.0
// What a host's process ends with.
#pragma once

namespace lightloop::vpi {

inline constexpr int kPassed = 0;
inline constexpr int kTestFailed = 1;
inline constexpr int kWrongUse = 2;
inline constexpr int kEndedBadly = 3;  ///< no verdict: device, simulator or application failed

}  // namespace lightloop::vpi
