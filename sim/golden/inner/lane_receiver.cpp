// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/inner/lane_receiver.hpp"

namespace lightloop::golden::inner {

template <typename Decoder>
LaneReceiver<Decoder>::LaneReceiver(const LaneReceiverConfig& config, Decoder decoder)
    : frame_({config.lane.frame, config.least_right, config.misses_to_lose, config.aligned}),
      ways_(config.lane.ways),
      decoder_(std::move(decoder)),
      deinterleaver_(Direction::kDeinterleave, config.lane.interleaver_turns) {
  check(config.lane.frame, config.lane.ways.count);
}

template <typename Decoder>
void LaneReceiver<Decoder>::feed(std::span<const Sample> line, std::vector<FecSymbol>& symbols) {
  std::vector<Sample> data;
  frame_.feed(line, data);
  std::vector<Sample> codewords;
  ways_.feed(data, codewords);
  std::vector<FecSymbol> decoded;
  decoder_.feed(codewords, decoded);
  deinterleaver_.feed(decoded, symbols);
}

template <typename Decoder>
void LaneReceiver<Decoder>::reset() {
  frame_.reset();
  ways_.reset();
  decoder_.reset();
  deinterleaver_.reset();
}

template class LaneReceiver<HardDecoder>;
template class LaneReceiver<SoftDecoder>;

}  // namespace lightloop::golden::inner
