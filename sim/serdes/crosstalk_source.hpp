// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/golden/gaussian_source.hpp"
#include "sim/serdes/blocks.hpp"
#include "sim/serdes/fir_filter.hpp"
#include "sim/serdes/pulse_response.hpp"

namespace lightloop::serdes {

/// A neighbour that disturbs a lane: a PAM4 transmitter with random symbols of its own, at the baud
/// rate of the lane, and its way to the lane's receiver. Symbol u is a function of seed, stream and
/// u; the line is idle before the stream.
class CrosstalkSource {
 public:
  /// `pulse` is what arrives of one symbol of 1 V, `amplitude_volts` the voltage of symbol 3.
  /// Throws std::invalid_argument.
  CrosstalkSource(const PulseResponse& pulse, double amplitude_volts, std::uint64_t seed,
                  std::uint64_t stream);

  /// Adds what arrives to the next block of the stream, which has the pulse's samples a UI.
  void add_to(VoltageBlock& block);
  void reset();

 private:
  double amplitude_volts_;
  golden::GaussianSource symbols_;
  std::vector<FirFilter> phases_;
  std::vector<float> sent_;
  std::vector<float> arrived_;
};

}  // namespace lightloop::serdes
