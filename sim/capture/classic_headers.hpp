// SPDX-License-Identifier: Apache-2.0
// The headers of classic pcap files: one of 24 bytes for the file, one of 16 bytes before each
// frame (draft-ietf-opsawg-pcap; pcap-savefile(5) for versions before 2.4).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "sim/capture/byte_order.hpp"

namespace lightloop::capture {

inline constexpr std::size_t kFileHeaderBytes = 24;
inline constexpr std::size_t kRecordHeaderBytes = 16;
inline constexpr std::uint32_t kLinkTypeEthernet = 1;
inline constexpr std::size_t kEthernetFcsBytes = 4;
/// The longest frame that a capture holds: the limit of libpcap and Wireshark.
inline constexpr std::size_t kLongestCapturedFrame = 262144;

/// Time zone, accuracy and snapshot length have no meaning here.
struct FileHeader {
  ByteOrder order = ByteOrder::kLittleEndian;
  bool nanoseconds = false;  ///< time stamps; else microseconds
  unsigned major = 2;
  unsigned minor = 4;
  std::uint32_t link_type = kLinkTypeEthernet;
  std::size_t fcs_bytes = 0;  ///< of each frame, where the file says so
};

struct RecordHeader {
  std::uint32_t captured = 0;  ///< bytes that follow
  std::uint32_t original = 0;  ///< bytes that the frame had
};

/// Whether a file that begins with these four bytes or more is one.
bool is_classic(std::span<const std::uint8_t> start);

/// Of the first kFileHeaderBytes bytes of a file; nothing if it is none.
std::optional<FileHeader> parse_file_header(std::span<const std::uint8_t> bytes);

/// Of the kRecordHeaderBytes bytes before a frame.
RecordHeader parse_record_header(const FileHeader& file, std::span<const std::uint8_t> bytes);

/// The file header of a capture of whole Ethernet frames without FCS, little endian, version 2.4,
/// time in nanoseconds.
std::array<std::uint8_t, kFileHeaderBytes> make_file_header();

/// Before a whole frame of `bytes` bytes in such a file.
std::array<std::uint8_t, kRecordHeaderBytes> make_record_header(std::uint64_t time_ns,
                                                                std::uint32_t bytes);

}  // namespace lightloop::capture
