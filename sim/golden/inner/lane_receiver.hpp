// SPDX-License-Identifier: Apache-2.0
// The receiver of one coded lane (docs/inner.md), with either decoder.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "sim/golden/inner/convolutional_interleaver.hpp"
#include "sim/golden/inner/frame_lock.hpp"
#include "sim/golden/inner/hard_decoder.hpp"
#include "sim/golden/inner/lane_transmitter.hpp"
#include "sim/golden/inner/soft_decoder.hpp"

namespace lightloop::golden::inner {

struct LaneReceiverConfig {
  LaneConfig lane;
  std::size_t least_right = 0;  ///< of FrameLockConfig, as the next two
  int misses_to_lose = 3;
  bool aligned = false;
};

struct LaneReceiverCounters {
  FrameLockCounters frame;
  DecoderCounters decoder;
  friend bool operator==(const LaneReceiverCounters&, const LaneReceiverCounters&) = default;
};

/// PAM4 symbols (HardDecoder) or soft values (SoftDecoder) of the line in; FEC symbols out, late by
/// 2Q turns against the transmitter's.
template <typename Decoder>
class LaneReceiver {
 public:
  using Sample = typename Decoder::Sample;

  /// Throws std::invalid_argument as its blocks do.
  explicit LaneReceiver(const LaneReceiverConfig& config, Decoder decoder = Decoder());

  /// Throws std::invalid_argument when a PAM4 symbol exceeds 3.
  void feed(std::span<const Sample> line, std::vector<FecSymbol>& symbols);

  void reset();

  bool locked() const { return frame_.locked(); }

  LaneReceiverCounters counters() const { return {frame_.counters(), decoder_.counters()}; }

 private:
  FrameLock<Sample> frame_;
  WayDeinterleaver<Sample> ways_;
  Decoder decoder_;
  ConvolutionalInterleaver deinterleaver_;
};

extern template class LaneReceiver<HardDecoder>;
extern template class LaneReceiver<SoftDecoder>;

}  // namespace lightloop::golden::inner
