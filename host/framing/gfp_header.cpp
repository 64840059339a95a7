// SPDX-License-Identifier: Apache-2.0
#include "host/framing/gfp_header.hpp"

#include <algorithm>
#include <boost/crc.hpp>

namespace lightloop::host::gfp {
namespace {

constexpr std::uint32_t kCoreScrambler = 0xB6AB31E0;
constexpr std::uint16_t kType = 0x0F01;      // PTI 000, PFI 0, EXI 1111, UPI 00000001
constexpr std::uint16_t kTypeMore = 0x0FF0;  // UPI 11110000

std::uint16_t hec(std::span<const std::uint8_t> bytes) {
  boost::crc_optimal<16, 0x1021, 0, 0, false, false> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return static_cast<std::uint16_t>(crc.checksum());
}

void put16(std::span<std::uint8_t> to, unsigned value) {
  to[0] = static_cast<std::uint8_t>(value >> 8);
  to[1] = static_cast<std::uint8_t>(value);
}

std::uint16_t get16(std::span<const std::uint8_t> from) {
  return static_cast<std::uint16_t>(from[0] << 8 | from[1]);
}

std::uint16_t hec16(std::uint16_t value) {
  std::array<std::uint8_t, 2> bytes{};
  put16(bytes, value);
  return hec(bytes);
}

// cHEC over PLI as it is received; 0 when the word is a good core header.
std::uint16_t syndrome(std::uint32_t word) {
  return static_cast<std::uint16_t>(hec16(static_cast<std::uint16_t>(word >> 16)) ^
                                    (word & 0xFFFF));
}

}  // namespace

CoreHeader encode_core_header(std::uint16_t payload_length) {
  const std::uint32_t word =
      ((static_cast<std::uint32_t>(payload_length) << 16) | hec16(payload_length)) ^ kCoreScrambler;
  CoreHeader header{};
  put16(std::span(header).first(2), word >> 16);
  put16(std::span(header).last(2), word & 0xFFFF);
  return header;
}

std::optional<CoreHeaderResult> decode_core_header(std::span<const std::uint8_t> header,
                                                   bool correct) {
  const std::uint32_t word =
      ((static_cast<std::uint32_t>(get16(header)) << 16) | get16(header.subspan(2))) ^
      kCoreScrambler;
  if (syndrome(word) == 0) return CoreHeaderResult{static_cast<std::uint16_t>(word >> 16), false};
  if (!correct) return std::nullopt;
  for (int bit = 0; bit < 32; ++bit) {
    const std::uint32_t repaired = word ^ (std::uint32_t{1} << bit);
    if (syndrome(repaired) == 0)
      return CoreHeaderResult{static_cast<std::uint16_t>(repaired >> 16), true};
  }
  return std::nullopt;
}

FrameHeader encode_frame_header(const FrameHeaderFields& fields) {
  FrameHeader header{};
  const std::span<std::uint8_t> bytes(header);
  put16(bytes, fields.more ? kTypeMore : kType);
  put16(bytes.subspan(2), hec(bytes.first(2)));
  put16(bytes.subspan(4), fields.sequence >> 16);
  put16(bytes.subspan(6), fields.sequence & 0xFFFF);
  put16(bytes.subspan(8), hec(bytes.subspan(4, 4)));
  return header;
}

std::optional<FrameHeaderFields> decode_frame_header(std::span<const std::uint8_t> header) {
  const std::uint16_t type = get16(header);
  if ((type != kType && type != kTypeMore) || get16(header.subspan(2)) != hec(header.first(2)) ||
      get16(header.subspan(8)) != hec(header.subspan(4, 4)))
    return std::nullopt;
  const std::uint32_t sequence =
      (static_cast<std::uint32_t>(get16(header.subspan(4))) << 16) | get16(header.subspan(6));
  return FrameHeaderFields{sequence, type == kTypeMore};
}

std::array<std::uint8_t, kFcsBytes> ethernet_fcs(std::span<const std::uint8_t> frame) {
  boost::crc_32_type crc;
  crc.process_bytes(frame.data(), frame.size());
  const std::uint32_t value = crc.checksum();
  std::array<std::uint8_t, kFcsBytes> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::uint8_t>(value >> (8 * i));
  return bytes;
}

}  // namespace lightloop::host::gfp
