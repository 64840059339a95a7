// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/pam_transmitter.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <stdexcept>

namespace lightloop::serdes {

PamTransmitter::PamTransmitter(double amplitude_volts) {
  if (!(amplitude_volts > 0) || !std::isfinite(amplitude_volts)) {
    throw std::invalid_argument(
        fmt::format("PAM transmitter: found amplitude_volts = {:g}, expected a number above 0",
                    amplitude_volts));
  }
  for (int symbol = 0; symbol < 4; ++symbol) {
    level_volts_[symbol] = static_cast<float>(amplitude_volts * (2 * symbol - 3) / 3);
  }
}

void PamTransmitter::process(const SymbolBlock& in, VoltageBlock& out) {
  const auto bad = std::ranges::find_if(in.symbols, [](std::uint8_t s) { return s > 3; });
  if (bad != in.symbols.end()) {
    throw std::invalid_argument(
        fmt::format("PAM transmitter: found symbol {} at UI {}, expected 0 to 3", *bad,
                    in.first_ui + (bad - in.symbols.begin())));
  }
  stream_.accept("PAM transmitter", in.first_ui, in.unit_intervals());
  out.baud_hz = in.baud_hz;
  out.samples_per_ui = 1;
  out.first_ui = in.first_ui;
  out.volts.resize(in.symbols.size());
  std::ranges::transform(in.symbols, out.volts.begin(),
                         [this](std::uint8_t symbol) { return level_volts_[symbol]; });
}

std::string PamTransmitter::description() const {
  return fmt::format("PAM4 transmitter, {:g} V outer level", level_volts_[3]);
}

}  // namespace lightloop::serdes
