// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "sim/serdes/equaliser.hpp"
#include "sim/serdes/fir_filter.hpp"
#include "sim/serdes/stage.hpp"
#include "sim/serdes/stream_check.hpp"

namespace lightloop::serdes {

/// PAM4 receiver: sampler (one fixed phase), fixed FFE, slicer with thresholds at -2/3, 0 and +2/3
/// of `amplitude_volts`.
class PamReceiver : public ReceiverStage {
 public:
  struct Config {
    unsigned samples_per_ui = 1;  ///< of the input
    unsigned sampling_phase = 0;  ///< which of them is taken
    double amplitude_volts = 1;   ///< level of symbol 3 at the slicer, above 0
    std::vector<double> ffe_taps{1.0};
    unsigned ffe_pre_taps = 0;  ///< index of the main tap
  };

  /// Throws std::invalid_argument.
  explicit PamReceiver(const Config& config);

  void process(const VoltageBlock& in, SymbolBlock& out) override;
  void reset() override;
  /// That of the equaliser: its number of pre taps.
  unsigned latency_ui() const override { return config_.ffe_pre_taps; }
  std::string description() const override;

  /// Voltages at the slicer for the last block, one a UI: for eye diagrams and histograms.
  const std::vector<float>& slicer_volts() const { return slicer_volts_; }

 private:
  Config config_;
  FirFilter ffe_;
  StreamCheck stream_;
  std::vector<float> sampled_volts_;
  std::vector<float> slicer_volts_;
};

}  // namespace lightloop::serdes
