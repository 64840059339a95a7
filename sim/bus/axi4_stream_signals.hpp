// SPDX-License-Identifier: Apache-2.0
// What all AXI4-Stream models share: the ports, and one transfer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/bus/signal.hpp"

namespace lightloop::bus {

/// One stream's ports under the specification's names. What a stream does not have stays
/// unconnected. A missing tready means that the stream cannot be held back.
struct Axi4StreamSignals {
  Signal tvalid{}, tready{}, tdata{}, tkeep{}, tlast{}, tuser{}, tid{}, tdest{};
};

/// One transfer. `data` and `keep` are bytes, least significant first; shorter ones than the port
/// are filled with 0 (an empty `keep` with ones).
struct StreamBeat {
  std::vector<std::uint8_t> data{};
  bool last = false;
  std::uint64_t user = 0;
  std::vector<std::uint8_t> keep{};
  std::uint64_t id = 0;
  std::uint64_t dest = 0;
  /// Whether TKEEP lets this byte of `data` pass.
  bool keeps(std::size_t byte) const {
    return keep.empty() || (keep[byte / 8] >> (byte % 8) & 1) != 0;
  }
  friend bool operator==(const StreamBeat&, const StreamBeat&) = default;
};

}  // namespace lightloop::bus
