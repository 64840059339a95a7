// SPDX-License-Identifier: Apache-2.0
#include "sim/bus/axi4_stream.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>
#include <utility>

namespace lightloop::bus {

Axi4StreamSource::Axi4StreamSource(const Axi4StreamSignals& signals,
                                   const Axi4StreamOptions& options)
    : signals_(signals),
      stall_(options.stall_percent, options.seed, options.longest_run),
      all_ones_(signals.tkeep.storage_bytes(), 0xFF) {}

void Axi4StreamSource::push_packet(std::span<const std::uint8_t> data, const PacketFields& fields) {
  const std::size_t beat_bytes = signals_.tdata.width() / 8;
  if (beat_bytes == 0) {
    throw std::invalid_argument(fmt::format(
        "Axi4StreamSource: found tdata of {} bits, expected at least 8 for a packet of bytes",
        signals_.tdata.width()));
  }
  while (!data.empty()) {
    const std::size_t n = std::min(beat_bytes, data.size());
    StreamBeat beat{.data = {data.begin(), data.begin() + static_cast<std::ptrdiff_t>(n)},
                    .last = n == data.size(),
                    .user = fields.user,
                    .id = fields.id,
                    .dest = fields.dest};
    if (n < beat_bytes) {
      beat.keep.assign((beat_bytes + 7) / 8, 0);
      for (std::size_t i = 0; i < n; ++i) {
        beat.keep[i / 8] = static_cast<std::uint8_t>(beat.keep[i / 8] | 1U << (i % 8));
      }
    }
    push(std::move(beat));
    data = data.subspan(n);
  }
}

void Axi4StreamSource::sample() {
  const bool ready = !signals_.tready.connected() || signals_.tready.get() != 0;
  if (valid_ && ready) {
    valid_ = false;
    ++beats_;
    queue_.pop_front();
  }
}

void Axi4StreamSource::drive() {
  if (!valid_ && !queue_.empty() && !stall_()) {
    const StreamBeat& beat = queue_.front();
    valid_ = true;
    signals_.tdata.set_bytes(beat.data);
    signals_.tkeep.set_bytes(beat.keep.empty() ? all_ones_ : beat.keep);
    signals_.tlast.set(beat.last ? 1 : 0);
    signals_.tuser.set(beat.user);
    signals_.tid.set(beat.id);
    signals_.tdest.set(beat.dest);
  }
  signals_.tvalid.set(valid_ ? 1 : 0);
}

void Axi4StreamSource::reset() {
  queue_.clear();
  valid_ = false;
}

Axi4StreamSink::Axi4StreamSink(std::string name, const Axi4StreamSignals& signals,
                               const Axi4StreamOptions& options, ViolationHandler on_violation)
    : signals_(signals),
      stall_(options.stall_percent, options.seed, options.longest_run),
      monitor_(std::move(name), signals, std::move(on_violation)) {}

}  // namespace lightloop::bus
