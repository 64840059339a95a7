// SPDX-License-Identifier: Apache-2.0
#include "sim/bus/axi4_stream_monitor.hpp"

#include <fmt/format.h>
#include <utility>

namespace lightloop::bus {

Axi4StreamMonitor::Axi4StreamMonitor(std::string name, const Axi4StreamSignals& signals,
                                     ViolationHandler on_violation)
    : name_(std::move(name)), signals_(signals), on_violation_(std::move(on_violation)) {}

StreamBeat Axi4StreamMonitor::read_beat() const {
  const auto data = signals_.tdata.bytes();
  const auto keep = signals_.tkeep.bytes();
  return {.data = {data.begin(), data.end()},
          .last = signals_.tlast.get() != 0,
          .user = signals_.tuser.get(),
          .keep = {keep.begin(), keep.end()},
          .id = signals_.tid.get(),
          .dest = signals_.tdest.get()};
}

void Axi4StreamMonitor::sample() {
  ++clock_;
  const bool ready = !signals_.tready.connected() || signals_.tready.get() != 0;
  if (signals_.tvalid.get() == 0) {
    if (waited_)
      on_violation_(fmt::format("{}: TVALID fell before TREADY, clock {}", name_, clock_));
    waited_ = false;
    return;
  }
  StreamBeat beat = read_beat();
  if (waited_ && beat != waiting_) {
    on_violation_(
        fmt::format("{}: payload changed while TVALID waited for TREADY, clock {}", name_, clock_));
  }
  waited_ = !ready;
  if (ready) {
    ++beats_;
    received_.push_back(std::move(beat));
  } else {
    waiting_ = std::move(beat);
  }
}

void Axi4StreamMonitor::reset() {
  received_.clear();
  waited_ = false;
}

}  // namespace lightloop::bus
