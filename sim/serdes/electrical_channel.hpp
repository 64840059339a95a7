// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "sim/serdes/crosstalk_source.hpp"
#include "sim/serdes/fir_filter.hpp"
#include "sim/serdes/gaussian_noise.hpp"
#include "sim/serdes/pulse_response.hpp"
#include "sim/serdes/stage.hpp"
#include "sim/serdes/stream_check.hpp"

namespace lightloop::serdes {

/// A linear channel: the pulse response, crosstalk, and additive white Gaussian noise, independent
/// on every sample of the output. Input: one sample a UI (the weights of the pulses); output:
/// pulse.samples_per_ui samples a UI. The noise on sample i of UI u has the number
/// u * samples_per_ui + i.
class ElectricalChannel : public ElectricalStage {
 public:
  /// `sampling_phase` is the one that latency_ui() refers to. The sources of crosstalk have the
  /// samples a UI of `pulse`. Throws std::invalid_argument.
  ElectricalChannel(const PulseResponse& pulse, const GaussianNoise& noise,
                    unsigned sampling_phase = 0, std::vector<CrosstalkSource> crosstalk = {});

  void process(const VoltageBlock& in, VoltageBlock& out) override;
  void reset() override;
  /// Position of the largest cursor at the sampling phase.
  unsigned latency_ui() const override { return latency_ui_; }
  std::string description() const override;

 private:
  std::vector<FirFilter> phases_;
  std::vector<CrosstalkSource> crosstalk_;
  GaussianNoise noise_;
  unsigned latency_ui_ = 0;
  StreamCheck stream_;
};

}  // namespace lightloop::serdes
