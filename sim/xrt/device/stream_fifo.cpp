// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/stream_fifo.hpp"

#include <array>
#include <cstring>
#include <fmt/format.h>
#include <stdexcept>

namespace lightloop::xrt_device {
namespace {

struct Field {
  const char* name;
  bus::Signal StreamSignals::*signal;
};

// Without TVALID and TREADY, which are no part of a beat.
constexpr std::array<Field, 7> kFields{{{"tdata", &StreamSignals::tdata},
                                        {"tkeep", &StreamSignals::tkeep},
                                        {"tstrb", &StreamSignals::tstrb},
                                        {"tlast", &StreamSignals::tlast},
                                        {"tid", &StreamSignals::tid},
                                        {"tdest", &StreamSignals::tdest},
                                        {"tuser", &StreamSignals::tuser}}};

std::size_t bytes_of(const bus::Signal& signal) { return (signal.width() + 7) / 8; }

class Output final : public StreamEndpoint {
 public:
  Output(std::string title, const StreamSignals& signals, std::vector<bus::Signal> carried,
         std::shared_ptr<StreamFifo> fifo, StreamReport report)
      : title_(std::move(title)),
        valid_(signals.tvalid),
        ready_(signals.tready),
        carried_(std::move(carried)),
        fifo_(std::move(fifo)),
        report_(std::move(report)) {}

  void sample() override {
    const bool valid = valid_.get() != 0;
    if (waited_ && !valid) {
      report_(fmt::format("{}: TVALID fell before TREADY", title_));
    }
    waited_ = valid && !offers_room_;
    if (!valid || !offers_room_) return;
    auto place = fifo_->push();
    for (const bus::Signal& signal : carried_) {
      const std::size_t bytes = bytes_of(signal);
      std::memcpy(place.data(), signal.bytes().data(), bytes);
      place = place.subspan(bytes);
    }
    ++beats_;
  }

  void drive() override {
    offers_room_ = !fifo_->full();
    ready_.set(offers_room_ ? 1 : 0);
  }

  std::uint64_t beats() const override { return beats_; }

 private:
  std::string title_;
  bus::Signal valid_, ready_;
  std::vector<bus::Signal> carried_;
  std::shared_ptr<StreamFifo> fifo_;
  StreamReport report_;
  bool offers_room_ = false;
  bool waited_ = false;
  std::uint64_t beats_ = 0;
};

class Input final : public StreamEndpoint {
 public:
  Input(const StreamSignals& signals, std::vector<bus::Signal> carried,
        std::shared_ptr<StreamFifo> fifo)
      : valid_(signals.tvalid),
        ready_(signals.tready),
        carried_(std::move(carried)),
        fifo_(std::move(fifo)) {}

  void sample() override {
    // Without a TREADY it takes whatever comes.
    if (!offers_ || (ready_.connected() && ready_.get() == 0)) return;
    fifo_->pop();
    ++beats_;
  }

  void drive() override {
    offers_ = !fifo_->empty();
    valid_.set(offers_ ? 1 : 0);
    if (!offers_) return;
    auto place = fifo_->front();
    for (bus::Signal& signal : carried_) {
      const std::size_t bytes = bytes_of(signal);
      std::memcpy(signal.bytes().data(), place.data(), bytes);
      place = place.subspan(bytes);
    }
  }

  std::uint64_t beats() const override { return beats_; }
  bool pending() const override { return !fifo_->empty(); }

 private:
  bus::Signal valid_, ready_;
  std::vector<bus::Signal> carried_;
  std::shared_ptr<StreamFifo> fifo_;
  bool offers_ = false;
  std::uint64_t beats_ = 0;
};

}  // namespace

StreamConnection connect_streams(const std::string& title, const StreamSignals& source,
                                 const StreamSignals& sink, std::size_t depth,
                                 StreamReport report) {
  if (!source.tready.connected())
    throw std::runtime_error(fmt::format("{}: the source has no tready", title));
  std::vector<bus::Signal> sent;
  std::vector<bus::Signal> taken;
  std::size_t beat_bytes = 0;
  for (const Field& field : kFields) {
    const bus::Signal& out = source.*field.signal;
    bus::Signal in = sink.*field.signal;
    if (out.connected() && in.connected()) {
      if (out.width() != in.width()) {
        throw std::runtime_error(fmt::format("{}: {} is {} bits at the source, {} at the sink",
                                             title, field.name, out.width(), in.width()));
      }
      sent.push_back(out);
      taken.push_back(in);
      beat_bytes += bytes_of(out);
    } else if (in.connected()) {
      const bool all_bytes =
          field.signal == &StreamSignals::tkeep || field.signal == &StreamSignals::tstrb;
      const std::vector<std::uint8_t> value(in.storage_bytes(), all_bytes ? 0xff : 0);
      in.set_bytes(value);
    }
  }
  // A stream without data still has beats.
  auto fifo = std::make_shared<StreamFifo>(beat_bytes + 1, depth);
  return {.source_side =
              std::make_unique<Output>(title, source, std::move(sent), fifo, std::move(report)),
          .sink_side = std::make_unique<Input>(sink, std::move(taken), fifo)};
}

}  // namespace lightloop::xrt_device
