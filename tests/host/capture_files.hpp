// SPDX-License-Identifier: Apache-2.0
// Captures made field by field, of either byte order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/pcap/pcap_reader.hpp"
#include "sim/capture/byte_order.hpp"

namespace lightloop::tests {

using capture::ByteOrder;

inline constexpr std::uint32_t kMicroseconds = 0xA1B2C3D4;
inline constexpr std::uint32_t kNanoseconds = 0xA1B23C4D;

/// Writes numbers in one byte order.
struct Numbers {
  ByteOrder order = ByteOrder::kLittleEndian;

  std::string number(std::uint64_t value, std::size_t bytes) const;
  std::string u16(std::uint32_t value) const { return number(value, 2); }
  std::string u32(std::uint32_t value) const { return number(value, 4); }
};

struct PcapHeader {
  std::uint32_t magic = kMicroseconds;
  std::uint32_t major = 2;
  std::uint32_t minor = 4;
  std::uint32_t zone = 0;
  std::uint32_t sigfigs = 0;
  std::uint32_t snapshot_length = 262144;
  std::uint32_t link_type = 1;
  ByteOrder order = ByteOrder::kLittleEndian;

  std::string bytes() const;
};

struct PcapRecord {
  std::uint32_t seconds = 1700000000;
  std::uint32_t fraction = 250000;
  std::string frame;
  std::uint32_t original = 0;  ///< 0: that of the frame
  ByteOrder order = ByteOrder::kLittleEndian;

  std::string bytes() const;
};

/// Blocks of pcapng.
struct PcapngBlocks {
  ByteOrder order = ByteOrder::kLittleEndian;

  std::string block(std::uint32_t type, const std::string& body) const;
  /// An option, padded; the list must be ended by option(0, "").
  std::string option(std::uint32_t code, const std::string& value) const;
  std::string section(std::uint64_t length = ~std::uint64_t{0}, const std::string& options = {},
                      std::uint32_t major = 1) const;
  std::string interface(std::uint32_t link_type = 1, std::uint32_t snapshot_length = 0,
                        const std::string& options = {}) const;
  /// Of the type of an enhanced packet block. `original` 0: the length of the frame.
  std::string packet(std::uint32_t interface, const std::string& frame,
                     const std::string& options = {}, std::uint32_t original = 0) const;
  std::string obsolete_packet(std::uint32_t interface, const std::string& frame,
                              const std::string& options = {}) const;
  /// `frame` is what the snapshot length has left of `original` bytes.
  std::string simple_packet(const std::string& frame, std::uint32_t original) const;

 private:
  std::string packet_body(const std::string& first, const std::string& frame,
                          std::uint32_t original, const std::string& options) const;
};

/// A frame of so many bytes, different for each seed.
std::string test_frame(std::size_t bytes, std::uint32_t seed = 1);
/// The same with its FCS behind it: `bytes` with it.
std::string test_frame_with_fcs(std::size_t bytes, std::uint32_t seed = 1);

/// Filled with zeros to a multiple of four bytes.
std::string padded(std::string bytes);

struct NamedCapture {
  std::string name;
  std::string bytes;
  std::vector<std::string> frames;  ///< as they stand in it
};

/// Captures of all kinds, all of them whole.
std::vector<NamedCapture> whole_captures();

}  // namespace lightloop::tests
