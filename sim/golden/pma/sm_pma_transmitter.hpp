// SPDX-License-Identifier: Apache-2.0
// SM-PMA, transmit direction (docs/pma.md section 4).
#pragma once

#include "sim/golden/pma/lanes.hpp"
#include "sim/golden/pma/sm_pma_plan.hpp"
#include "sim/golden/rs_code.hpp"

namespace lightloop::golden::pma {

/// Symbols of deskewed PCS lanes in, symbols of PMA lanes out.
class SmPmaTransmitter {
 public:
  /// Throws std::invalid_argument as lane_count() does.
  explicit SmPmaTransmitter(SmPmaPlan plan);

  /// `lanes`: the next symbols of each PCS lane, in lane order. Appends whole rounds to `pma`, one
  /// stream a PMA lane. Throws std::invalid_argument when the numbers of lanes do not fit or a
  /// symbol exceeds 10 bits.
  void feed(LaneSpans<FecSymbol> lanes, LaneStreams<FecSymbol>& pma);

  void reset();

 private:
  void send(const std::vector<int>& turns, std::vector<FecSymbol>& pma);

  SmPmaPlan plan_;
  std::size_t lanes_;
  LaneBuffers<FecSymbol> waiting_;
};

}  // namespace lightloop::golden::pma
