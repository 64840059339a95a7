// SPDX-License-Identifier: Apache-2.0
#include "host/pcap/classic_pcap.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "host/pcap/byte_order.hpp"
#include "host/pcap/capture_damage.hpp"
#include "host/pcap/link_type.hpp"

namespace lightloop::host {
namespace {

constexpr std::uint32_t kMicroseconds = 0xA1B2C3D4;
constexpr std::uint32_t kNanoseconds = 0xA1B23C4D;
constexpr std::size_t kFileHeaderBytes = 24;
constexpr std::size_t kRecordHeaderBytes = 16;
// A file that was filled up with zeros has headers of empty records at time 0, without end.
constexpr int kMostZeroHeaders = 1024;

bool is_magic(std::uint32_t number) { return number == kMicroseconds || number == kNanoseconds; }

// The field of the link type: 16 bits of it, and in the upper half that the length of the FCS is
// known, and that length in units of two bytes.
std::size_t fcs_bytes(std::uint32_t link_type_field) {
  const bool known = (link_type_field & 0x04000000) != 0;
  return known ? std::size_t{link_type_field >> 28} * 2 : 0;
}

class ClassicPcap : public PcapFormat {
 public:
  explicit ClassicPcap(CaptureInput& input) : input_(input) {
    header_.resize(kFileHeaderBytes);
    const std::size_t found = input_.read(header_);
    if (found < kFileHeaderBytes)
      throw CaptureDamage(fmt::format("found {} bytes, expected a pcap file header of {}", found,
                                      kFileHeaderBytes));
    const std::span<const std::uint8_t> header(header_);
    order_ = is_magic(get32(header, ByteOrder::kLittleEndian)) ? ByteOrder::kLittleEndian
                                                               : ByteOrder::kBigEndian;
    const unsigned major = get16(header.subspan(4), order_);
    minor_ = get16(header.subspan(6), order_);
    if (major != 2)
      throw CaptureDamage(fmt::format("found pcap version {}.{}, expected 2", major, minor_));
    const std::uint32_t field = get32(header.subspan(20), order_);
    expect_ethernet(field & 0xFFFF);
    has_fcs_ = fcs_bytes(field) == kEthernetFcsBytes;
  }

  std::optional<PcapPiece> next() override {
    if (!header_.empty()) return PcapPiece{std::exchange(header_, {}), {}, false};
    PcapPiece piece;
    piece.bytes.resize(kRecordHeaderBytes);
    std::size_t found = input_.read(piece.bytes);
    if (found == 0) return std::nullopt;
    if (found < kRecordHeaderBytes)
      throw CaptureDamage(fmt::format("the file ends after {} of the {} bytes of its header", found,
                                      kRecordHeaderBytes));
    count_zero_header(piece.bytes);
    const std::span<const std::uint8_t> header(piece.bytes);
    std::uint32_t captured = get32(header.subspan(8), order_);
    std::uint32_t original = get32(header.subspan(12), order_);
    // Files before version 2.4 have the two lengths in either order.
    if (minor_ < 4 && captured > original) std::swap(captured, original);
    if (captured > kLongestCapturedFrame)
      throw CaptureDamage(fmt::format("found captured length {}, expected at most {}", captured,
                                      kLongestCapturedFrame));
    piece.bytes.resize(kRecordHeaderBytes + captured);
    found = input_.read(std::span(piece.bytes).subspan(kRecordHeaderBytes));
    if (found < captured)
      throw CaptureDamage(
          fmt::format("the file ends after {} of the frame's {} bytes", found, captured));
    ++records_;
    piece.frame = captured_frame(kRecordHeaderBytes, captured, original, has_fcs_);
    return piece;
  }

  std::string_view name() const override { return "pcap"; }
  std::string place() const override { return fmt::format("record {}", records_ + 1); }

 private:
  void count_zero_header(std::span<const std::uint8_t> header) {
    const bool zero = std::ranges::all_of(header, [](auto byte) { return byte == 0; });
    zero_headers_ = zero ? zero_headers_ + 1 : 0;
    if (zero_headers_ > kMostZeroHeaders)
      throw CaptureDamage(fmt::format(
          "found zeros in place of more than {} records, expected records", kMostZeroHeaders));
  }

  CaptureInput& input_;
  std::vector<std::uint8_t> header_;
  ByteOrder order_ = ByteOrder::kLittleEndian;
  unsigned minor_ = 0;
  bool has_fcs_ = false;
  std::uint64_t records_ = 0;
  int zero_headers_ = 0;  ///< in a row
};

}  // namespace

bool is_classic_pcap(std::span<const std::uint8_t> start) {
  return is_magic(get32(start, ByteOrder::kLittleEndian)) ||
         is_magic(get32(start, ByteOrder::kBigEndian));
}

std::unique_ptr<PcapFormat> make_classic_pcap(CaptureInput& input) {
  return std::make_unique<ClassicPcap>(input);
}

}  // namespace lightloop::host
