// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pma/sm_pma_transmitter.hpp"

#include <algorithm>
#include <utility>

namespace lightloop::golden::pma {

SmPmaTransmitter::SmPmaTransmitter(SmPmaPlan plan)
    : plan_(std::move(plan)), lanes_(lane_count(plan_)), waiting_(lanes_) {
  reset();
}

void SmPmaTransmitter::reset() {
  waiting_.clear();
  for (std::size_t lane = 1; lane < lanes_; lane += 2) waiting_[lane].assign(plan_.odd_delay, 0);
}

void SmPmaTransmitter::feed(LaneSpans<FecSymbol> lanes, LaneStreams<FecSymbol>& pma) {
  require_size("PMA lanes", pma.size(), plan_.order.size());
  waiting_.append(lanes, 0x3FF);
  for (std::size_t row = 0; row < pma.size(); ++row) send(plan_.order[row], pma[row]);
}

void SmPmaTransmitter::send(const std::vector<int>& turns, std::vector<FecSymbol>& pma) {
  const std::size_t unit = plan_.unit;
  std::size_t rounds = waiting_[turns.front()].size() / unit;
  for (const int lane : turns) rounds = std::min(rounds, waiting_[lane].size() / unit);
  if (rounds == 0) return;
  const std::size_t begin = pma.size();
  pma.resize(begin + rounds * turns.size() * unit);
  for (std::size_t turn = 0; turn < turns.size(); ++turn) {
    const FecSymbol* from = waiting_[turns[turn]].data();
    FecSymbol* to = pma.data() + begin + turn * unit;
    for (std::size_t round = 0; round < rounds; ++round) {
      std::copy_n(from + round * unit, unit, to + round * turns.size() * unit);
    }
    waiting_.drop(turns[turn], rounds * unit);
  }
}

}  // namespace lightloop::golden::pma
