// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/stream_capture.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

#include "sim/capture/classic_headers.hpp"

namespace lightloop::xrt_device {
namespace {

using capture::kEthernetFcsBytes;
using capture::kFileHeaderBytes;
using capture::kLinkTypeEthernet;
using capture::kLongestCapturedFrame;
using capture::kRecordHeaderBytes;
constexpr std::uint64_t kPsPerNs = 1000;

// The frames of a capture, as a MAC gives them to what is behind it: whole, and without FCS.
class Reader {
 public:
  explicit Reader(std::filesystem::path file)
      : path_(std::move(file)), stream_(path_, std::ios::binary) {
    if (!stream_) throw wrong("cannot be read");
    std::array<std::uint8_t, kFileHeaderBytes> bytes{};
    const auto header =
        read(bytes) == bytes.size() ? capture::parse_file_header(bytes) : std::nullopt;
    if (!header)
      throw wrong("is no pcap file; other captures are converted by editcap -F pcap IN OUT");
    if (header->link_type != kLinkTypeEthernet)
      throw wrong(fmt::format("found link type {}, expected 1 (Ethernet)", header->link_type));
    header_ = *header;
  }

  std::optional<std::vector<std::uint8_t>> next() {
    std::array<std::uint8_t, kRecordHeaderBytes> bytes{};
    const std::size_t found = read(bytes);
    if (found == 0) return std::nullopt;
    ++number_;
    if (found != bytes.size()) throw wrong(fmt::format("ends in record {}", number_));
    const capture::RecordHeader record = capture::parse_record_header(header_, bytes);
    check(record);
    std::vector<std::uint8_t> frame(record.captured);
    if (read(frame) != frame.size()) throw wrong(fmt::format("ends in record {}", number_));
    frame.resize(frame.size() - fcs_bytes());
    return frame;
  }

 private:
  // An FCS of another length than Ethernet's is part of the frame.
  std::size_t fcs_bytes() const {
    return header_.fcs_bytes == kEthernetFcsBytes ? kEthernetFcsBytes : 0;
  }
  void check(const capture::RecordHeader& record) const {
    const std::size_t least = fcs_bytes() + 1;
    if (record.captured < least || record.captured > kLongestCapturedFrame)
      throw wrong(fmt::format("record {}: found {} bytes, expected {} to {}", number_,
                              record.captured, least, kLongestCapturedFrame));
    if (record.captured < record.original)
      throw wrong(
          fmt::format("record {}: found {} bytes of a frame of {}, expected all of them: "
                      "capture with a longer snapshot length",
                      number_, record.captured, record.original));
  }
  std::size_t read(std::span<std::uint8_t> bytes) {
    stream_.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return static_cast<std::size_t>(stream_.gcount());
  }
  std::runtime_error wrong(const std::string& what) const {
    return std::runtime_error(fmt::format("{}: {}", path_.string(), what));
  }

  std::filesystem::path path_;
  std::ifstream stream_;
  capture::FileHeader header_;
  std::uint64_t number_ = 0;
};

std::size_t beat_bytes(const std::string& title, const StreamSignals& signals) {
  const unsigned width = signals.tdata.width();
  if (width == 0 || width % 8 != 0)
    throw std::runtime_error(fmt::format("{}: has no tdata of whole bytes", title));
  return width / 8;
}

// The time that frames take on the line that they come from.
class LineTime {
 public:
  explicit LineTime(const CapturePace& pace)
      : clock_fs_(static_cast<std::int64_t>(pace.clock_period_ps * kFsPerPs)),
        octet_fs_(pace.line_gbps > 0 ? std::llround(kFsOfOctetAtOneGbps / pace.line_gbps) : 0) {}

  // What is left of a clock counts for the next frame, but nothing is saved for later.
  void clock() { left_fs_ = std::max(left_fs_ - clock_fs_, -clock_fs_); }
  bool over() const { return left_fs_ <= 0; }
  void begin_frame(std::size_t bytes) {
    left_fs_ += static_cast<std::int64_t>(bytes + kOctetsBetweenFrames) * octet_fs_;
  }

 private:
  static constexpr std::uint64_t kFsPerPs = 1000;
  static constexpr double kFsOfOctetAtOneGbps = 8e6;
  static constexpr std::size_t kOctetsBetweenFrames = 8 + 4 + 12;  // preamble, FCS, gap

  std::int64_t clock_fs_;
  std::int64_t octet_fs_;
  std::int64_t left_fs_ = 0;
};

class CaptureSource final : public StreamEndpoint {
 public:
  CaptureSource(const std::string& title, const StreamSignals& signals,
                const std::filesystem::path& file, const CapturePace& pace)
      : reader_(file),
        line_(pace),
        signals_(signals),
        bytes_(beat_bytes(title, signals)),
        frame_(reader_.next()) {
    const std::vector<std::uint8_t> ones(bytes_, 0xff);
    signals_.tstrb.set_bytes(ones);
  }

  void sample() override {
    line_.clock();
    if (!offers_ || (signals_.tready.connected() && signals_.tready.get() == 0)) return;
    ++beats_;
    sent_ += bytes_;
    if (sent_ < frame_->size()) return;
    sent_ = 0;
    begun_ = false;
    frame_ = reader_.next();
  }

  void drive() override {
    if (frame_ && !begun_ && line_.over()) {
      line_.begin_frame(frame_->size());
      begun_ = true;
    }
    offers_ = begun_;
    signals_.tvalid.set(offers_ ? 1 : 0);
    if (!offers_) return;
    const std::size_t left = frame_->size() - sent_;
    const std::size_t used = std::min(left, bytes_);
    signals_.tdata.set_bytes(std::span(*frame_).subspan(sent_, used));
    signals_.tlast.set(left <= bytes_ ? 1 : 0);
    if (!signals_.tkeep.connected()) return;
    keep_.assign((bytes_ + 7) / 8, 0);
    for (std::size_t i = 0; i < used; ++i)
      keep_[i / 8] = static_cast<std::uint8_t>(keep_[i / 8] | (1U << (i % 8)));
    signals_.tkeep.set_bytes(keep_);
  }

  std::uint64_t beats() const override { return beats_; }
  std::uint64_t supplied() const override { return beats_; }
  bool pending() const override { return frame_.has_value(); }

 private:
  Reader reader_;
  LineTime line_;
  StreamSignals signals_;
  std::size_t bytes_;
  std::optional<std::vector<std::uint8_t>> frame_;
  bool begun_ = false;
  std::size_t sent_ = 0;  // bytes of the frame
  std::vector<std::uint8_t> keep_;
  bool offers_ = false;
  std::uint64_t beats_ = 0;
};

class CaptureSink final : public StreamEndpoint {
 public:
  CaptureSink(std::string title, const StreamSignals& signals, std::filesystem::path file,
              std::uint64_t clock_period_ps)
      : title_(std::move(title)),
        signals_(signals),
        bytes_(beat_bytes(title_, signals)),
        period_ps_(clock_period_ps),
        file_(std::move(file)),
        stream_(file_, std::ios::binary | std::ios::trunc) {
    if (!signals_.tlast.connected())
      throw std::runtime_error(fmt::format("{}: has no tlast, which ends a frame", title_));
    write(capture::make_file_header());
    check();
    signals_.tready.set(1);
  }

  void sample() override {
    ++clock_;
    if (signals_.tvalid.get() == 0) return;
    ++beats_;
    const auto data = signals_.tdata.bytes();
    const auto keep = signals_.tkeep.bytes();
    for (std::size_t i = 0; i < bytes_; ++i) {
      if (!signals_.tkeep.connected() || (keep[i / 8] >> (i % 8) & 1U) != 0)
        frame_.push_back(data[i]);
    }
    if (frame_.size() > kLongestCapturedFrame)
      throw std::runtime_error(
          fmt::format("{}: more than {} bytes without tlast", title_, kLongestCapturedFrame));
    if (signals_.tlast.get() != 0) write_frame();
  }

  void drive() override {}
  std::uint64_t beats() const override { return beats_; }

  void finish() override {
    if (!frame_.empty()) {
      std::fprintf(stderr, "lightloop device: %s: the last frame has no end\n", title_.c_str());
      write_frame();
    }
    stream_.flush();
    check();
  }

 private:
  // A frame without bytes, one beat of which no byte counts, is none on a network.
  void write_frame() {
    if (frame_.empty()) return;
    const std::uint64_t ns = clock_ * period_ps_ / kPsPerNs;
    write(capture::make_record_header(ns, static_cast<std::uint32_t>(frame_.size())));
    write(frame_);
    frame_.clear();
    check();
  }
  void write(std::span<const std::uint8_t> bytes) {
    stream_.write(reinterpret_cast<const char*>(bytes.data()),
                  static_cast<std::streamsize>(bytes.size()));
  }
  void check() const {
    if (!stream_) throw std::runtime_error(fmt::format("{}: cannot be written", file_.string()));
  }

  std::string title_;
  StreamSignals signals_;
  std::size_t bytes_;
  std::uint64_t period_ps_;
  std::filesystem::path file_;
  std::ofstream stream_;
  std::vector<std::uint8_t> frame_;
  std::uint64_t clock_ = 0;
  std::uint64_t beats_ = 0;
};

StreamPortDescription find_port(const DeviceDescription& device, std::string_view name) {
  const std::size_t dot = name.find('.');
  for (std::size_t unit = 0; unit < device.compute_units.size(); ++unit) {
    if (dot == std::string_view::npos || device.compute_units[unit].instance != name.substr(0, dot))
      continue;
    const auto& ports = device.kernel(device.compute_units[unit].kernel).stream_ports;
    const auto port = std::find(ports.begin(), ports.end(), name.substr(dot + 1));
    if (port != ports.end()) return {unit, static_cast<std::size_t>(port - ports.begin())};
  }
  throw std::runtime_error(
      fmt::format("LIGHTLOOP_STREAMS: found {}, expected UNIT.PORT of a stream port", name));
}

}  // namespace

std::unique_ptr<StreamEndpoint> make_capture_source(const std::string& title,
                                                    const StreamSignals& signals,
                                                    const std::filesystem::path& file,
                                                    const CapturePace& pace) {
  return std::make_unique<CaptureSource>(title, signals, file, pace);
}

std::unique_ptr<StreamEndpoint> make_capture_sink(const std::string& title,
                                                  const StreamSignals& signals,
                                                  const std::filesystem::path& file,
                                                  std::uint64_t clock_period_ps) {
  return std::make_unique<CaptureSink>(title, signals, file, clock_period_ps);
}

void override_captures(DeviceDescription& device, std::string_view text) {
  while (!text.empty()) {
    const std::string_view entry = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), entry.size() + 1));
    const std::size_t colon = entry.find(':');
    if (colon == std::string_view::npos || colon + 1 == entry.size()) {
      throw std::runtime_error(
          fmt::format("LIGHTLOOP_STREAMS: found {}, expected UNIT.PORT:FILE", entry));
    }
    const StreamPortDescription place = find_port(device, entry.substr(0, colon));
    for (const StreamDescription& stream : device.streams) {
      if (stream.source == place || stream.sink == place) {
        throw std::runtime_error(fmt::format("LIGHTLOOP_STREAMS: {} is connected to another kernel",
                                             entry.substr(0, colon)));
      }
    }
    std::erase_if(device.captures, [&](const auto& capture) { return capture.place == place; });
    device.captures.push_back({place, std::string(entry.substr(colon + 1))});
  }
}

}  // namespace lightloop::xrt_device
