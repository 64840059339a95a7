// SPDX-License-Identifier: Apache-2.0
// The headers of the framing, after ITU-T G.7041 (GFP-F):
//
//   | core header    | payload header      | extension header (ours) | Ethernet frame | FCS     |
//   | PLI 2 | cHEC 2 | type 2 | tHEC 2     | sequence 4 | eHEC 2     | 0..65521       | 4       |
//
// PLI is the number of bytes after the core header; 0 is an idle frame, a core header alone. The
// three HECs are CRC-16 with x^16 + x^12 + x^5 + 1, initially 0, over the bytes just before them in
// the same header. Numbers are sent most significant byte first. The core header is XORed with
// B6 AB 31 E0. The type says client data, no GFP FCS (the Ethernet FCS is there), frame-mapped
// Ethernet, and extension header 15, which G.7041 leaves reserved.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace lightloop::host::gfp {

inline constexpr std::size_t kCoreHeaderBytes = 4;
inline constexpr std::size_t kPayloadHeaderBytes = 4;
inline constexpr std::size_t kExtensionHeaderBytes = 6;
inline constexpr std::size_t kFcsBytes = 4;
/// What a frame takes apart from its own bytes.
inline constexpr std::size_t kOverheadBytes =
    kCoreHeaderBytes + kPayloadHeaderBytes + kExtensionHeaderBytes + kFcsBytes;
/// Smallest and largest PLI of a frame that is not idle.
inline constexpr std::size_t kShortestPayload = kOverheadBytes - kCoreHeaderBytes;
inline constexpr std::size_t kLongestPayload = 0xFFFF;

using CoreHeader = std::array<std::uint8_t, kCoreHeaderBytes>;
using FrameHeader = std::array<std::uint8_t, kPayloadHeaderBytes + kExtensionHeaderBytes>;

CoreHeader encode_core_header(std::uint16_t payload_length);

/// What a received core header says.
struct CoreHeaderResult {
  std::uint16_t payload_length = 0;
  bool corrected = false;  ///< it had one wrong bit
};

/// Nothing when the cHEC fails; `correct` repairs a single wrong bit, as G.7041 does while the
/// receiver is in step. `header` has 4 bytes.
std::optional<CoreHeaderResult> decode_core_header(std::span<const std::uint8_t> header,
                                                   bool correct);

/// Payload header and extension header of a frame.
FrameHeader encode_frame_header(std::uint32_t sequence);

/// The sequence number; nothing when a HEC fails or the type is another. `header` has 10 bytes.
std::optional<std::uint32_t> decode_frame_header(std::span<const std::uint8_t> header);

/// FCS of IEEE 802.3 3.2.9 as its four bytes go over the wire.
std::array<std::uint8_t, kFcsBytes> ethernet_fcs(std::span<const std::uint8_t> frame);

}  // namespace lightloop::host::gfp
