// SPDX-License-Identifier: Apache-2.0
// Ethernet captures: classic pcap and pcapng files of either byte order, plain or compressed.
//
// The file is given in pieces as they stand in it, so that what is written again is byte for byte
// what was read. libpcap cannot do that: it does not tell a header's time zone, accuracy and minor
// version, nor a pcapng file's options and other blocks, and it cuts what is longer than the
// snapshot length. It names link types here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/pcap/capture_input.hpp"
#include "sim/capture/classic_headers.hpp"

namespace lightloop::host {

using capture::kLongestCapturedFrame;

/// Where a frame stands in its piece, and what the capture says of it.
struct CapturedFrame {
  std::size_t offset = 0;
  std::size_t size = 0;  ///< bytes captured, FCS included where the capture has it
  bool cut = false;      ///< the capture has less of it than was on the wire
  bool has_fcs = false;  ///< its last four bytes are its FCS, says the capture
};

/// A header, record or block of a capture.
struct PcapPiece {
  std::vector<std::uint8_t> bytes;     ///< as it stands in the file
  std::optional<CapturedFrame> frame;  ///< nothing where it holds none
  bool starts_section = false;  ///< a pcapng section header: it may say how long its section is
};

/// One capture format: takes pieces from its input.
class PcapFormat {
 public:
  virtual ~PcapFormat() = default;
  /// Nothing at the end. Throws CaptureDamage.
  virtual std::optional<PcapPiece> next() = 0;
  virtual std::string_view name() const = 0;
  /// Which piece next() takes, for messages: "record 5".
  virtual std::string place() const = 0;
};

/// Memory use does not grow with the capture.
class PcapReader {
 public:
  /// Reads up to the first frame. Throws InputError when the file cannot be read, is no capture,
  /// holds other link types than Ethernet, or is damaged there.
  explicit PcapReader(const std::filesystem::path& file);

  /// Nothing at the end of the file. Throws InputError for a damaged or truncated piece, naming it,
  /// its place, what is wrong and how many frames were read before it.
  std::optional<PcapPiece> next();

  /// "pcap" or "pcapng".
  std::string_view format() const { return format_->name(); }
  /// "none", "gzip", ...
  const std::string& compression() const { return input_->compression(); }
  /// The part of the file that is read, 0..1; nothing when its size is not known (a pipe).
  std::optional<double> progress() const { return input_->progress(); }

 private:
  std::optional<PcapPiece> read();

  std::filesystem::path file_;
  std::unique_ptr<CaptureInput> input_;
  std::unique_ptr<PcapFormat> format_;
  std::deque<PcapPiece> first_;  ///< read by the constructor
  std::uint64_t frames_ = 0;
};

}  // namespace lightloop::host
