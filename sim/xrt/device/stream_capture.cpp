// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/stream_capture.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <vector>

namespace lightloop::xrt_device {
namespace {

constexpr std::uint32_t kMicroseconds = 0xa1b2c3d4;
constexpr std::uint32_t kNanoseconds = 0xa1b23c4d;
constexpr std::uint32_t kEthernet = 1;
constexpr std::uint32_t kLinkTypeMask = 0x0fffffff;  // above: how long the FCS is
constexpr std::uint32_t kLongestFrame = 262144;      // that of libpcap
constexpr std::uint64_t kPsPerNs = 1000;
constexpr std::uint64_t kNsPerS = 1'000'000'000;

using Words6 = std::array<std::uint32_t, 6>;
using Words4 = std::array<std::uint32_t, 4>;

std::uint32_t swapped(std::uint32_t word) { return __builtin_bswap32(word); }

class Reader {
 public:
  explicit Reader(std::filesystem::path file)
      : file_(std::move(file)), stream_(file_, std::ios::binary) {
    Words6 header{};
    if (!stream_) throw wrong("cannot be read");
    stream_.read(reinterpret_cast<char*>(header.data()), sizeof header);
    const bool native = header[0] == kMicroseconds || header[0] == kNanoseconds;
    swap_ = header[0] == swapped(kMicroseconds) || header[0] == swapped(kNanoseconds);
    if (stream_.gcount() != sizeof header || !(native || swap_))
      throw wrong("is no pcap file; other captures are converted by editcap -F pcap IN OUT");
    if (const std::uint32_t type = value(header[5]) & kLinkTypeMask; type != kEthernet)
      throw wrong(fmt::format("found link type {}, expected 1 (Ethernet)", type));
  }

  std::optional<std::vector<std::uint8_t>> next() {
    Words4 record{};
    stream_.read(reinterpret_cast<char*>(record.data()), sizeof record);
    if (stream_.gcount() == 0) return std::nullopt;
    ++number_;
    const std::uint32_t size = value(record[2]);
    if (stream_.gcount() != sizeof record) throw wrong(fmt::format("ends in record {}", number_));
    if (size == 0 || size > kLongestFrame) {
      throw wrong(
          fmt::format("record {}: found {} bytes, expected 1 to {}", number_, size, kLongestFrame));
    }
    std::vector<std::uint8_t> frame(size);
    stream_.read(reinterpret_cast<char*>(frame.data()), size);
    if (stream_.gcount() != static_cast<std::streamsize>(size))
      throw wrong(fmt::format("ends in record {}", number_));
    return frame;
  }

 private:
  std::runtime_error wrong(const std::string& what) const {
    return std::runtime_error(fmt::format("{}: {}", file_.string(), what));
  }
  std::uint32_t value(std::uint32_t word) const { return swap_ ? swapped(word) : word; }

  std::filesystem::path file_;
  std::ifstream stream_;
  bool swap_ = false;
  std::uint64_t number_ = 0;
};

std::size_t beat_bytes(const std::string& title, const StreamSignals& signals) {
  const unsigned width = signals.tdata.width();
  if (width == 0 || width % 8 != 0)
    throw std::runtime_error(fmt::format("{}: has no tdata of whole bytes", title));
  return width / 8;
}

class CaptureSource final : public StreamEndpoint {
 public:
  CaptureSource(const std::string& title, const StreamSignals& signals,
                const std::filesystem::path& file)
      : reader_(file),
        signals_(signals),
        bytes_(beat_bytes(title, signals)),
        frame_(reader_.next()) {
    const std::vector<std::uint8_t> ones(bytes_, 0xff);
    signals_.tstrb.set_bytes(ones);
  }

  void sample() override {
    if (!offers_ || (signals_.tready.connected() && signals_.tready.get() == 0)) return;
    ++beats_;
    sent_ += bytes_;
    if (sent_ < frame_->size()) return;
    sent_ = 0;
    frame_ = reader_.next();
  }

  void drive() override {
    offers_ = frame_.has_value();
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
  bool pending() const override { return frame_.has_value(); }

 private:
  Reader reader_;
  StreamSignals signals_;
  std::size_t bytes_;
  std::optional<std::vector<std::uint8_t>> frame_;
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
    constexpr std::uint32_t kVersion = 2 | 4U << 16;  // 2.4
    const Words6 header{kNanoseconds, kVersion, 0, 0, kLongestFrame, kEthernet};
    stream_.write(reinterpret_cast<const char*>(header.data()), sizeof header);
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
    if (frame_.size() > kLongestFrame)
      throw std::runtime_error(
          fmt::format("{}: more than {} bytes without tlast", title_, kLongestFrame));
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
  void write_frame() {
    const std::uint64_t ns = clock_ * period_ps_ / kPsPerNs;
    const auto size = static_cast<std::uint32_t>(frame_.size());
    const Words4 record{static_cast<std::uint32_t>(ns / kNsPerS),
                        static_cast<std::uint32_t>(ns % kNsPerS), size, size};
    stream_.write(reinterpret_cast<const char*>(record.data()), sizeof record);
    stream_.write(reinterpret_cast<const char*>(frame_.data()), size);
    frame_.clear();
    check();
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

static_assert(std::endian::native == std::endian::little);

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
                                                    const std::filesystem::path& file) {
  return std::make_unique<CaptureSource>(title, signals, file);
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
