// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/crosstalk_source.hpp"

namespace lightloop::serdes {

CrosstalkSource::CrosstalkSource(const PulseResponse& pulse, double amplitude_volts,
                                 std::uint64_t seed, std::uint64_t stream)
    : amplitude_volts_(amplitude_volts), symbols_(seed, stream) {
  validate(pulse);
  for (unsigned phase = 0; phase < pulse.samples_per_ui; ++phase) {
    phases_.emplace_back(pulse.at_phase(phase));
  }
}

void CrosstalkSource::add_to(VoltageBlock& block) {
  sent_.resize(block.unit_intervals());
  arrived_.resize(sent_.size());
  for (std::size_t i = 0; i < sent_.size(); ++i) {
    const auto symbol = static_cast<int>(symbols_.bits(block.first_ui + i) >> 62);
    sent_[i] = static_cast<float>(amplitude_volts_ * (2 * symbol - 3) / 3);
  }
  for (std::size_t phase = 0; phase < phases_.size(); ++phase) {
    phases_[phase].process(sent_, arrived_);
    for (std::size_t i = 0; i < arrived_.size(); ++i) {
      block.volts[i * phases_.size() + phase] += arrived_[i];
    }
  }
}

void CrosstalkSource::reset() {
  for (FirFilter& phase : phases_) phase.reset();
}

}  // namespace lightloop::serdes
