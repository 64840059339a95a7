// SPDX-License-Identifier: Apache-2.0
#include "sim/bus/axi4_stream_monitor.hpp"

#include <fmt/format.h>
#include <string>
#include <utility>
#include <vector>

namespace lightloop::bus {

Axi4StreamMonitor::Axi4StreamMonitor(std::string name, const Axi4StreamSignals& signals,
                                     ViolationHandler on_violation)
    : name_(std::move(name)), signals_(signals), on_violation_(std::move(on_violation)) {}

namespace {

/// The value of bytes, least significant first, as a number.
std::string hex(const std::vector<std::uint8_t>& bytes) {
  std::string text = "0x";
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte)
    text += fmt::format("{:02x}", *byte);
  return text;
}

/// "TDATA changed from 0x01 to 0x02": the first signal that differs.
std::string difference(const StreamBeat& before, const StreamBeat& after) {
  const auto changed = [](const char* signal, const std::string& from, const std::string& to) {
    return fmt::format("{} changed from {} to {}", signal, from, to);
  };
  const auto number = [](std::uint64_t value) { return fmt::format("{:#x}", value); };
  if (before.data != after.data) return changed("TDATA", hex(before.data), hex(after.data));
  if (before.keep != after.keep) return changed("TKEEP", hex(before.keep), hex(after.keep));
  if (before.last != after.last) return changed("TLAST", number(before.last), number(after.last));
  if (before.id != after.id) return changed("TID", number(before.id), number(after.id));
  if (before.dest != after.dest) return changed("TDEST", number(before.dest), number(after.dest));
  return changed("TUSER", number(before.user), number(after.user));
}

}  // namespace

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
    if (waited_) {
      on_violation_(fmt::format("{}: TVALID fell before TREADY, clock {}", name_, clock_));
    }
    waited_ = false;
    return;
  }
  StreamBeat beat = read_beat();
  if (waited_ && beat != waiting_) {
    on_violation_(fmt::format("{}: {} while TVALID waited for TREADY, clock {}", name_,
                              difference(waiting_, beat), clock_));
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
