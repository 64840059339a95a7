// SPDX-License-Identifier: Apache-2.0
#include "sim/capture/classic_headers.hpp"

#include <utility>

namespace lightloop::capture {
namespace {

constexpr std::uint32_t kMicroseconds = 0xA1B2C3D4;
constexpr std::uint32_t kNanoseconds = 0xA1B23C4D;
constexpr std::uint64_t kNsPerS = 1'000'000'000;

bool is_magic(std::uint32_t number) { return number == kMicroseconds || number == kNanoseconds; }

// The field of the link type: 16 bits of it, and in the upper half that the length of the FCS is
// known, and that length in units of two bytes.
std::size_t fcs_bytes(std::uint32_t link_type_field) {
  const bool known = (link_type_field & 0x04000000) != 0;
  return known ? std::size_t{link_type_field >> 28} * 2 : 0;
}

void put32(std::span<std::uint8_t> to, std::uint32_t value) {
  put_number(to, 4, value, ByteOrder::kLittleEndian);
}

}  // namespace

bool is_classic(std::span<const std::uint8_t> start) {
  return is_magic(get32(start, ByteOrder::kLittleEndian)) ||
         is_magic(get32(start, ByteOrder::kBigEndian));
}

std::optional<FileHeader> parse_file_header(std::span<const std::uint8_t> bytes) {
  if (!is_classic(bytes)) return std::nullopt;
  FileHeader header;
  header.order = is_magic(get32(bytes, ByteOrder::kLittleEndian)) ? ByteOrder::kLittleEndian
                                                                  : ByteOrder::kBigEndian;
  header.nanoseconds = get32(bytes, header.order) == kNanoseconds;
  header.major = get16(bytes.subspan(4), header.order);
  header.minor = get16(bytes.subspan(6), header.order);
  const std::uint32_t field = get32(bytes.subspan(20), header.order);
  header.link_type = field & 0xFFFF;
  header.fcs_bytes = fcs_bytes(field);
  return header;
}

RecordHeader parse_record_header(const FileHeader& file, std::span<const std::uint8_t> bytes) {
  RecordHeader record{get32(bytes.subspan(8), file.order), get32(bytes.subspan(12), file.order)};
  // Files before version 2.4 have the two lengths in either order.
  if (file.minor < 4 && record.captured > record.original)
    std::swap(record.captured, record.original);
  return record;
}

std::array<std::uint8_t, kFileHeaderBytes> make_file_header() {
  std::array<std::uint8_t, kFileHeaderBytes> bytes{};
  const std::span<std::uint8_t> header(bytes);
  put32(header, kNanoseconds);
  put_number(header.subspan(4), 2, 2, ByteOrder::kLittleEndian);
  put_number(header.subspan(6), 2, 4, ByteOrder::kLittleEndian);
  put32(header.subspan(16), kLongestCapturedFrame);
  put32(header.subspan(20), kLinkTypeEthernet);
  return bytes;
}

std::array<std::uint8_t, kRecordHeaderBytes> make_record_header(std::uint64_t time_ns,
                                                                std::uint32_t bytes) {
  std::array<std::uint8_t, kRecordHeaderBytes> record{};
  const std::span<std::uint8_t> header(record);
  put32(header, static_cast<std::uint32_t>(time_ns / kNsPerS));
  put32(header.subspan(4), static_cast<std::uint32_t>(time_ns % kNsPerS));
  put32(header.subspan(8), bytes);
  put32(header.subspan(12), bytes);
  return record;
}

}  // namespace lightloop::capture
