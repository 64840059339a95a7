// SPDX-License-Identifier: Apache-2.0
#include "host/pcap/classic_pcap.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "host/pcap/capture_damage.hpp"
#include "host/pcap/link_type.hpp"
#include "sim/capture/classic_headers.hpp"

namespace lightloop::host {
namespace {

using capture::kFileHeaderBytes;
using capture::kRecordHeaderBytes;

// A file that was filled up with zeros has headers of empty records at time 0, without end.
constexpr int kMostZeroHeaders = 1024;

class ClassicPcap : public PcapFormat {
 public:
  explicit ClassicPcap(CaptureInput& input) : input_(input) {
    header_.resize(kFileHeaderBytes);
    const std::size_t found = input_.read(header_);
    if (found < kFileHeaderBytes)
      throw CaptureDamage(fmt::format("found {} bytes, expected a pcap file header of {}", found,
                                      kFileHeaderBytes));
    file_ = capture::parse_file_header(header_).value();
    if (file_.major != 2)
      throw CaptureDamage(
          fmt::format("found pcap version {}.{}, expected 2", file_.major, file_.minor));
    expect_ethernet(file_.link_type);
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
    const auto [captured, original] = capture::parse_record_header(file_, piece.bytes);
    if (captured > kLongestCapturedFrame)
      throw CaptureDamage(fmt::format("found captured length {}, expected at most {}", captured,
                                      kLongestCapturedFrame));
    piece.bytes.resize(kRecordHeaderBytes + captured);
    found = input_.read(std::span(piece.bytes).subspan(kRecordHeaderBytes));
    if (found < captured)
      throw CaptureDamage(
          fmt::format("the file ends after {} of the frame's {} bytes", found, captured));
    ++records_;
    piece.frame = captured_frame(kRecordHeaderBytes, captured, original,
                                 file_.fcs_bytes == kEthernetFcsBytes);
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
  capture::FileHeader file_;
  std::uint64_t records_ = 0;
  int zero_headers_ = 0;  ///< in a row
};

}  // namespace

bool is_classic_pcap(std::span<const std::uint8_t> start) { return capture::is_classic(start); }

std::unique_ptr<PcapFormat> make_classic_pcap(CaptureInput& input) {
  return std::make_unique<ClassicPcap>(input);
}

}  // namespace lightloop::host
