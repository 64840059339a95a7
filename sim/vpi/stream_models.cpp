// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/stream_models.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace lightloop::vpi {

bus::Axi4StreamSignals stream_ports(Design& design, const std::string& prefix) {
  const auto port = [&](const char* name) { return find_port(design, prefix + name); };
  bus::Axi4StreamSignals ports{.tvalid = need_port(design, prefix + "_tvalid"),
                               .tready = port("_tready"),
                               .tdata = need_port(design, prefix + "_tdata"),
                               .tkeep = port("_tkeep"),
                               .tlast = port("_tlast"),
                               .tuser = port("_tuser"),
                               .tid = port("_tid"),
                               .tdest = port("_tdest")};
  if (ports.tdata.width() % 8 != 0) {
    throw std::invalid_argument(prefix + "_tdata has " + std::to_string(ports.tdata.width()) +
                                " bits, expected whole bytes");
  }
  const unsigned bytes = ports.tdata.width() / 8;
  if (ports.tkeep.connected() && ports.tkeep.width() != bytes) {
    throw std::invalid_argument(prefix + "_tkeep has " + std::to_string(ports.tkeep.width()) +
                                " bits, expected one for each of the " + std::to_string(bytes) +
                                " bytes of tdata");
  }
  return ports;
}

void StreamSource::begin(const StreamFrame& frame) {
  const std::span<const std::uint8_t> data(frame.data);
  for (std::size_t at = 0; at < data.size(); at += beat_bytes_) {
    const auto part = data.subspan(at, std::min(beat_bytes_, data.size() - at));
    bus::StreamBeat beat{.data = {part.begin(), part.end()},
                         .last = at + part.size() == data.size(),
                         .user = frame.user,
                         .id = frame.id,
                         .dest = frame.dest};
    if (part.size() < beat_bytes_) {
      beat.keep.assign((beat_bytes_ + 7) / 8, 0);
      for (std::size_t i = 0; i < part.size(); ++i) {
        beat.keep[i / 8] = static_cast<std::uint8_t>(beat.keep[i / 8] | 1U << (i % 8));
      }
    }
    source_.push(std::move(beat));
  }
}

bool StreamSource::sample() {
  in_reset_ = false;
  const bool busy = source_.pending() != 0;
  source_.sample();
  return busy && source_.pending() == 0;
}

void StreamSource::drive() {
  if (!in_reset_ && source_.pending() == 0 && !frames_.empty()) {
    begin(frames_.front());
    frames_.pop_front();
  }
  source_.drive();
}

std::unique_ptr<StreamReceiver> StreamReceiver::sink(std::string name,
                                                     const bus::Axi4StreamSignals& ports,
                                                     const bus::Axi4StreamOptions& options) {
  auto model = std::make_unique<bus::Axi4StreamSink>(std::move(name), ports, options);
  std::deque<bus::StreamBeat>& beats = model->received();
  return std::make_unique<StreamReceiver>(std::move(model), beats, ports);
}

std::unique_ptr<StreamReceiver> StreamReceiver::monitor(std::string name,
                                                        const bus::Axi4StreamSignals& ports) {
  auto model = std::make_unique<bus::Axi4StreamMonitor>(std::move(name), ports);
  std::deque<bus::StreamBeat>& beats = model->received();
  return std::make_unique<StreamReceiver>(
      std::move(model), beats,
      bus::Axi4StreamSignals{.tdata = ports.tdata, .tkeep = ports.tkeep, .tlast = ports.tlast});
}

bool StreamReceiver::add(const bus::StreamBeat& beat) {
  if (!std::exchange(begun_, true)) {
    frame_ = {.data = std::move(frame_.data), .id = beat.id, .dest = beat.dest, .user = 0};
    frame_.data.clear();
  }
  const std::size_t bytes = ports_.tdata.width() / 8;
  for (std::size_t i = 0; i < bytes; ++i) {
    const bool kept = !ports_.tkeep.connected() || ((beat.keep[i / 8] >> (i % 8)) & 1) != 0;
    if (kept) frame_.data.push_back(beat.data[i]);
  }
  if (!beat.last && ports_.tlast.connected()) return false;
  frame_.user = beat.user;
  frames_.push_back(std::move(frame_));
  frame_ = {};
  begun_ = false;
  return true;
}

bool StreamReceiver::sample() {
  in_reset_ = false;
  model_->sample();
  bool complete = false;
  for (; !beats_.empty(); beats_.pop_front()) complete |= add(beats_.front());
  return complete;
}

void StreamReceiver::drive() {
  if (in_reset_) {
    ports_.tready.set(0);
  } else {
    model_->drive();
  }
}

void StreamReceiver::reset() {
  model_->reset();
  begun_ = false;
  in_reset_ = true;
}

}  // namespace lightloop::vpi
