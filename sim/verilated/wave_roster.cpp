// SPDX-License-Identifier: Apache-2.0
#include "sim/verilated/wave_roster.hpp"

#include <algorithm>

namespace lightloop::verilated {

void WaveRoster::join(WaveWatch& watch, WaveSource& source) {
  members_.push_back({&watch, &source});
  peak_ = std::max<std::uint64_t>(peak_, members_.size());
}

void WaveRoster::leave(WaveWatch& watch) {
  const auto member =
      std::ranges::find_if(members_, [&](const Member& m) { return m.watch == &watch; });
  if (member == members_.end()) return;
  retired_cycles_ += member->source->cycles();
  members_.erase(member);
}

std::uint64_t WaveRoster::position() const {
  std::uint64_t position = retired_cycles_;
  for (const Member& member : members_) position += member.source->cycles();
  return position;
}

}  // namespace lightloop::verilated
