// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/lane_map.hpp"

#include "sim/base/whole_blocks.hpp"

namespace lightloop::golden::pcs {
namespace {

constexpr int kCodeword = parameters(RsCode::kKp4).n;

// Index in the group of symbol k of a lane.
int source_of(const phy::RateShape& shape, int lane, int k) {
  if (!shape.checkerboard) {
    const int position = k % shape.positions();
    return position * kCodeword + shape.lanes * (k / shape.positions()) + lane;
  }
  const int flow = lane / shape.lanes_per_flow();
  const int in_flow = lane % shape.lanes_per_flow();
  const int position = phy::kPositionsPerFlow * flow + (in_flow + k) % 2;
  return position * kCodeword + shape.lanes_per_flow() / 2 * k + in_flow / 2;
}

}  // namespace

LaneMap::LaneMap(phy::EthernetRate rate)
    : lanes_(phy::shape(rate).lanes), group_symbols_(phy::shape(rate).group_symbols) {
  const phy::RateShape shape = phy::shape(rate);
  lane_.resize(static_cast<std::size_t>(kCodeword) * static_cast<std::size_t>(shape.positions()));
  for (int lane = 0; lane < lanes_; ++lane) {
    for (int k = 0; k < group_symbols_; ++k) {
      const int source = source_of(shape, lane, k);
      source_.push_back(static_cast<std::uint16_t>(source));
      lane_[static_cast<std::size_t>(source)] = static_cast<std::uint8_t>(lane);
    }
  }
}

void LaneDistributor::feed(std::span<const FecSymbol> groups,
                           std::span<std::vector<FecSymbol>> lanes) {
  take_blocks(waiting_, groups, map_.group_size(), [&](std::span<const FecSymbol> group) {
    for (int lane = 0; lane < map_.lanes(); ++lane) {
      std::vector<FecSymbol>& out = lanes[static_cast<std::size_t>(lane)];
      const std::span<const std::uint16_t> sources = map_.sent_by(lane);
      std::size_t at = out.size();
      out.resize(at + sources.size());
      for (const std::uint16_t source : sources) out[at++] = group[source];
    }
  });
}

}  // namespace lightloop::golden::pcs
