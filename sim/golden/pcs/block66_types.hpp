// SPDX-License-Identifier: Apache-2.0
// What encoder, decoder and transcoder know of 66b control blocks: docs/pcs.md sections 4, 6, 15.
#pragma once

#include <array>
#include <cstdint>

namespace lightloop::golden::pcs {

inline constexpr std::uint8_t kTypeControl = 0x1E;
inline constexpr std::uint8_t kTypeStart = 0x78;
inline constexpr std::uint8_t kTypeOrdered = 0x4B;
/// By the octet in which Terminate stands.
inline constexpr std::array<std::uint8_t, 8> kTypeTerminate{0x87, 0x99, 0xAA, 0xB4,
                                                            0xCC, 0xD2, 0xE1, 0xFF};

inline constexpr std::uint64_t kCodeIdle = 0x00;
inline constexpr std::uint64_t kCodeError = 0x1E;

/// Where the 7-bit code of octet i stands in the payload.
constexpr int code_at(int octet) { return 8 + 7 * octet; }

/// The eight codes of the Error word, in place, and the payload of an error block.
constexpr std::uint64_t error_codes() {
  std::uint64_t codes = 0;
  for (int i = 0; i < 8; ++i) codes |= kCodeError << code_at(i);
  return codes;
}
inline constexpr std::uint64_t kErrorPayload = error_codes() | kTypeControl;

/// The block type with that low nibble; 0 when there is none.
constexpr std::uint8_t type_of_low_nibble(unsigned nibble) {
  constexpr std::array<std::uint8_t, 16> kTypes{0,    0xE1, 0xD2, 0,    0xB4, 0, 0,    0x87,
                                                0x78, 0x99, 0xAA, 0x4B, 0xCC, 0, 0x1E, 0xFF};
  return kTypes[nibble & 15U];
}

}  // namespace lightloop::golden::pcs
