// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/serdes/stage.hpp"
#include "sim/serdes/stream_check.hpp"

namespace lightloop::serdes {

/// Ideal PAM4 transmitter: one sample a UI, the level of the symbol times `amplitude_volts`. The
/// shape of the transmitted pulse belongs to the pulse response of the channel.
class PamTransmitter : public TransmitterStage {
 public:
  /// `amplitude_volts` is the voltage of symbol 3, above 0. Throws std::invalid_argument.
  explicit PamTransmitter(double amplitude_volts);

  /// Throws std::invalid_argument for a symbol above 3 also.
  void process(const SymbolBlock& in, VoltageBlock& out) override;
  void reset() override { stream_.reset(); }
  unsigned latency_ui() const override { return 0; }
  std::string description() const override;

 private:
  float level_volts_[4];
  StreamCheck stream_;
};

}  // namespace lightloop::serdes
