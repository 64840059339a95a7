// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/inner/lane_transmitter.hpp"

namespace lightloop::golden::inner {

LaneTransmitter::LaneTransmitter(const LaneConfig& config)
    : interleaver_(Direction::kInterleave, config.interleaver_turns),
      ways_(config.ways),
      pad_(config.frame) {
  check(config.frame, config.ways.count);
}

void LaneTransmitter::feed(std::span<const FecSymbol> symbols, std::vector<Pam4Symbol>& line) {
  std::vector<FecSymbol> interleaved;
  interleaver_.feed(symbols, interleaved);
  std::vector<Codeword> codewords;
  encoder_.feed(interleaved, codewords);
  std::vector<Pam4Symbol> data;
  ways_.feed(codewords, data);
  pad_.feed(data, line);
}

void LaneTransmitter::reset() {
  interleaver_.reset();
  encoder_.reset();
  ways_.reset();
  pad_.reset();
}

}  // namespace lightloop::golden::inner
