// SPDX-License-Identifier: Apache-2.0
// The headers of the framing, after ITU-T G.7041 (GFP-F):
//
//   | core header    | payload header      | extension header (ours) | Ethernet frame | FCS     |
//   | PLI 2 | cHEC 2 | type 2 | tHEC 2     | sequence 4 | eHEC 2     | 0..65521       | 4       |
//
// An Ethernet frame that is longer, as captures of hosts that leave segmentation to the card have
// them, is cut into pieces of 65521 bytes and a rest, with one sequence number; the FCS of the
// whole stands behind the rest, and the type of all but the rest says that more follows.
//
// PLI is the number of bytes after the core header; 0 is an idle frame, a core header alone. The
// three HECs are CRC-16 with x^16 + x^12 + x^5 + 1, initially 0, over the bytes just before them in
// the same header. Numbers are sent most significant byte first. The core header is XORed with
// B6 AB 31 E0. The type says client data, no GFP FCS (the Ethernet FCS is there), frame-mapped
// Ethernet (UPI 1), and extension header 15, which G.7041 leaves reserved; where more follows, UPI
// 240, the first of those for proprietary use.
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
inline constexpr std::size_t kFrameHeaderBytes = kPayloadHeaderBytes + kExtensionHeaderBytes;
inline constexpr std::size_t kFcsBytes = 4;
/// What a frame takes apart from its own bytes.
inline constexpr std::size_t kOverheadBytes = kCoreHeaderBytes + kFrameHeaderBytes + kFcsBytes;
/// The longest piece of a frame.
inline constexpr std::size_t kLongestPiece = 65521;
/// Smallest and largest PLI of a frame that is not idle.
inline constexpr std::size_t kShortestPayload = kOverheadBytes - kCoreHeaderBytes;
inline constexpr std::size_t kLongestPayload = kLongestPiece + kShortestPayload;
static_assert(kLongestPayload == 0xFFFF);

using CoreHeader = std::array<std::uint8_t, kCoreHeaderBytes>;
using FrameHeader = std::array<std::uint8_t, kFrameHeaderBytes>;

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

/// What payload header and extension header say.
struct FrameHeaderFields {
  std::uint32_t sequence = 0;
  bool more = false;  ///< this is a piece, and another one of its frame follows
  friend bool operator==(const FrameHeaderFields&, const FrameHeaderFields&) = default;
};

FrameHeader encode_frame_header(const FrameHeaderFields& fields);

/// Nothing when a HEC fails or the type is another. `header` has 10 bytes.
std::optional<FrameHeaderFields> decode_frame_header(std::span<const std::uint8_t> header);

/// FCS of IEEE 802.3 3.2.9 as its four bytes go over the wire.
std::array<std::uint8_t, kFcsBytes> ethernet_fcs(std::span<const std::uint8_t> frame);

}  // namespace lightloop::host::gfp
