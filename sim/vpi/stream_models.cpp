// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/stream_models.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace lightloop::vpi {

bus::Axi4StreamSignals stream_ports(Design& design, const std::string& prefix, StreamRole role) {
  const PortUse forward = role == StreamRole::kSource ? PortUse::kDrives : PortUse::kReads;
  const PortUse backward = role == StreamRole::kSink ? PortUse::kDrives : PortUse::kReads;
  const auto port = [&](const char* name) { return find_port(design, prefix + name, forward); };
  bus::Axi4StreamSignals ports{.tvalid = need_port(design, prefix + "_tvalid", forward),
                               .tready = find_port(design, prefix + "_tready", backward),
                               .tdata = need_port(design, prefix + "_tdata", forward),
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

namespace {

void check_fits(const char* name, const bus::Signal& port, std::uint64_t value) {
  if (port.width() >= 64 || value >> port.width() == 0) return;
  throw std::invalid_argument(std::string(name) + " is " + std::to_string(value) +
                              (port.connected() ? ", which the " + std::to_string(port.width()) +
                                                      " bits of the port do not hold"
                                                : ", and the stream has no such port"));
}

}  // namespace

void StreamSource::send(StreamFrame frame) {
  if (frame.data.empty()) throw std::invalid_argument("a frame has at least one byte");
  check_fits("tid", ports_.tid, frame.id);
  check_fits("tdest", ports_.tdest, frame.dest);
  check_fits("tuser", ports_.tuser, frame.user);
  frames_.push_back(std::move(frame));
}

bool StreamSource::sample() {
  const bool busy = source_.pending() != 0;
  source_.sample();
  return busy && source_.pending() == 0;
}

void StreamSource::drive() {
  if (source_.pending() == 0 && !frames_.empty()) {
    const StreamFrame& frame = frames_.front();
    source_.push_packet(frame.data, {.user = frame.user, .id = frame.id, .dest = frame.dest});
    frames_.pop_front();
  }
  source_.drive();
}

bool StreamSource::reset() {
  const bool busy = source_.pending() != 0;
  source_.reset();
  return busy;
}

std::unique_ptr<StreamReceiver> StreamReceiver::sink(std::string name,
                                                     const bus::Axi4StreamSignals& ports,
                                                     const bus::Axi4StreamOptions& options) {
  auto model = std::make_unique<bus::Axi4StreamSink>(std::move(name), ports, options);
  std::deque<bus::StreamBeat>& beats = model->received();
  return std::make_unique<StreamReceiver>(std::move(model), beats, ports,
                                          std::vector{ports.tready});
}

std::unique_ptr<StreamReceiver> StreamReceiver::monitor(std::string name,
                                                        const bus::Axi4StreamSignals& ports) {
  auto model = std::make_unique<bus::Axi4StreamMonitor>(std::move(name), ports);
  std::deque<bus::StreamBeat>& beats = model->received();
  return std::make_unique<StreamReceiver>(
      std::move(model), beats,
      bus::Axi4StreamSignals{.tdata = ports.tdata, .tkeep = ports.tkeep, .tlast = ports.tlast},
      std::vector<bus::Signal>{});
}

bool StreamReceiver::add(const bus::StreamBeat& beat) {
  if (!std::exchange(begun_, true)) {
    frame_ = {.data = std::move(frame_.data), .id = beat.id, .dest = beat.dest, .user = 0};
    frame_.data.clear();
  }
  const std::size_t bytes = ports_.tdata.width() / 8;
  for (std::size_t i = 0; i < bytes; ++i) {
    if (beat.keeps(i)) frame_.data.push_back(beat.data[i]);
  }
  if (!beat.last && ports_.tlast.connected()) return false;
  frame_.user = beat.user;
  frames_.push_back(std::move(frame_));
  frame_ = {};
  begun_ = false;
  return true;
}

bool StreamReceiver::sample() {
  model_->sample();
  bool complete = false;
  for (; !beats_.empty(); beats_.pop_front()) complete |= add(beats_.front());
  return complete;
}

bool StreamReceiver::reset() {
  model_->reset();
  begun_ = false;
  return false;
}

}  // namespace lightloop::vpi
