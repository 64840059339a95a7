// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pma/bit_mux.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace lightloop::golden::pma {

LaneOrder bit_mux_8_to_2() { return consecutive_lanes(2, 4); }
LaneOrder bit_mux_16_to_4() { return consecutive_lanes(4, 4); }
LaneOrder bit_mux_32_to_8() { return alternating_flows(8, 4, 16); }

BitMux::BitMux(LaneOrder order) : order_(std::move(order)), waiting_(lane_count(order_)) {}

void BitMux::feed(LaneSpans<Bit> lanes, LaneStreams<Bit>& aui) {
  require_size("AUI lanes", aui.size(), order_.size());
  waiting_.append(lanes, 1);
  for (std::size_t row = 0; row < order_.size(); ++row) {
    const std::vector<int>& turns = order_[row];
    std::size_t bits = waiting_[turns.front()].size();
    for (const int lane : turns) bits = std::min(bits, waiting_[lane].size());
    if (bits == 0) continue;
    const std::size_t begin = aui[row].size();
    aui[row].resize(begin + bits * turns.size());
    for (std::size_t turn = 0; turn < turns.size(); ++turn) {
      const Bit* from = waiting_[turns[turn]].data();
      Bit* to = aui[row].data() + begin + turn;
      for (std::size_t bit = 0; bit < bits; ++bit) to[bit * turns.size()] = from[bit];
      waiting_.drop(turns[turn], bits);
    }
  }
}

BitDemux::BitDemux(std::size_t aui_lanes, std::size_t width) : width_(width), turn_(aui_lanes, 0) {
  if (aui_lanes == 0 || width == 0) {
    throw std::invalid_argument("bit demultiplexer: found 0 lanes, expected at least 1");
  }
}

void BitDemux::feed(LaneSpans<Bit> aui, LaneStreams<Bit>& lanes) {
  require_size("AUI lanes", aui.size(), turn_.size());
  require_size("PCS lanes", lanes.size(), turn_.size() * width_);
  for (const std::span<const Bit> piece : aui) require_at_most("AUI lane", piece, 1);
  for (std::size_t lane = 0; lane < aui.size(); ++lane) {
    for (std::size_t j = 0; j < width_; ++j) {
      std::vector<Bit>& out = lanes[width_ * lane + (turn_[lane] + j) % width_];
      for (std::size_t bit = j; bit < aui[lane].size(); bit += width_) {
        out.push_back(aui[lane][bit]);
      }
    }
    turn_[lane] = (turn_[lane] + aui[lane].size()) % width_;
  }
}

void BitDemux::reset() { std::ranges::fill(turn_, std::size_t{0}); }

}  // namespace lightloop::golden::pma
