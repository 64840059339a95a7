// SPDX-License-Identifier: Apache-2.0
// The transmitter of one coded lane (docs/inner.md).
#pragma once

#include <span>
#include <vector>

#include "sim/golden/inner/convolutional_interleaver.hpp"
#include "sim/golden/inner/encoder.hpp"
#include "sim/golden/inner/pad.hpp"
#include "sim/golden/inner/ways.hpp"

namespace lightloop::golden::inner {

/// What both ends of a lane must agree about.
struct LaneConfig {
  int interleaver_turns;  ///< Q: 192, 96, 48, 24 at 200G, 400G, 800G, 1.6T by default
  Ways ways{};
  Frame frame{};
};

/// FEC symbols of a PMA lane in, PAM4 symbols of the line out.
class LaneTransmitter {
 public:
  /// Throws std::invalid_argument as its blocks do.
  explicit LaneTransmitter(const LaneConfig& config);

  /// Throws std::invalid_argument when a symbol exceeds 10 bits.
  void feed(std::span<const FecSymbol> symbols, std::vector<Pam4Symbol>& line);

  void reset();

 private:
  ConvolutionalInterleaver interleaver_;
  Encoder encoder_;
  WayInterleaver ways_;
  PadInserter pad_;
};

}  // namespace lightloop::golden::inner
