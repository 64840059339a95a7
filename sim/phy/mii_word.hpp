// SPDX-License-Identifier: Apache-2.0
// The words between MAC and PCS: docs/pcs.md section 2.
#pragma once

#include <cstdint>

namespace lightloop::phy {

/// Control characters of the MII.
inline constexpr std::uint8_t kMiiIdle = 0x07;
inline constexpr std::uint8_t kMiiSequence = 0x9C;
inline constexpr std::uint8_t kMiiStart = 0xFB;
inline constexpr std::uint8_t kMiiTerminate = 0xFD;
inline constexpr std::uint8_t kMiiError = 0xFE;

/// Eight octets, octet 0 in the lowest bits and first in time, and a control bit for each.
struct MiiWord {
  std::uint64_t octets = 0;
  std::uint8_t control = 0;

  constexpr std::uint8_t octet(int i) const { return static_cast<std::uint8_t>(octets >> (8 * i)); }
  constexpr bool is_control(int i) const { return ((control >> i) & 1) != 0; }
  friend constexpr bool operator==(const MiiWord&, const MiiWord&) = default;
};

inline constexpr MiiWord kIdleWord{0x0707070707070707, 0xFF};
inline constexpr MiiWord kErrorWord{0xFEFEFEFEFEFEFEFE, 0xFF};
inline constexpr MiiWord kLocalFaultWord{0x000000000100009C, 0x01};

}  // namespace lightloop::phy
