// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/electrical_channel.hpp"

#include <fmt/format.h>
#include <stdexcept>
#include <utility>

namespace lightloop::serdes {

ElectricalChannel::ElectricalChannel(const PulseResponse& pulse, const GaussianNoise& noise,
                                     unsigned sampling_phase,
                                     std::vector<CrosstalkSource> crosstalk)
    : crosstalk_(std::move(crosstalk)), noise_(noise) {
  validate(pulse);
  for (unsigned phase = 0; phase < pulse.samples_per_ui; ++phase) {
    phases_.emplace_back(pulse.at_phase(phase));
  }
  latency_ui_ = static_cast<unsigned>(main_cursor_index(pulse.at_phase(sampling_phase)));
}

void ElectricalChannel::process(const VoltageBlock& in, VoltageBlock& out) {
  if (in.samples_per_ui != 1) {
    throw std::invalid_argument(fmt::format(
        "electrical channel: found {} samples per UI at its input, expected 1", in.samples_per_ui));
  }
  stream_.accept("electrical channel", in.first_ui, in.unit_intervals());
  out.baud_hz = in.baud_hz;
  out.samples_per_ui = static_cast<unsigned>(phases_.size());
  out.first_ui = in.first_ui;
  out.volts.resize(in.volts.size() * phases_.size());
  if (phases_.size() == 1) {
    phases_.front().process(in.volts, out.volts);
  } else {
    for (std::size_t phase = 0; phase < phases_.size(); ++phase) {
      phases_[phase].process_strided(in.volts, out.volts, phases_.size(), phase);
    }
  }
  for (CrosstalkSource& neighbour : crosstalk_) neighbour.add_to(out);
  noise_.add_to(out.volts, in.first_ui * out.samples_per_ui);
}

void ElectricalChannel::reset() {
  for (FirFilter& phase : phases_) phase.reset();
  for (CrosstalkSource& neighbour : crosstalk_) neighbour.reset();
  stream_.reset();
}

std::string ElectricalChannel::description() const {
  std::string text = fmt::format(
      "electrical channel, {} UI of pulse response, {} samples per UI, {:g} V rms noise",
      phases_.front().size(), phases_.size(), noise_.volts_rms());
  if (!crosstalk_.empty()) text += fmt::format(", crosstalk of {}", crosstalk_.size());
  return text;
}

}  // namespace lightloop::serdes
