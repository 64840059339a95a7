// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/pam_receiver.hpp"

#include <cmath>
#include <fmt/format.h>
#include <span>
#include <stdexcept>

namespace lightloop::serdes {

PamReceiver::PamReceiver(const Config& config) : config_(config), ffe_(config.ffe_taps) {
  const auto fail = [](const std::string& what) {
    throw std::invalid_argument("PAM receiver: " + what);
  };
  if (config.samples_per_ui == 0) fail("found samples_per_ui = 0, expected at least 1");
  if (config.sampling_phase >= config.samples_per_ui) {
    fail(fmt::format("found sampling_phase = {}, expected below samples_per_ui = {}",
                     config.sampling_phase, config.samples_per_ui));
  }
  if (!(config.amplitude_volts > 0) || !std::isfinite(config.amplitude_volts)) {
    fail(fmt::format("found amplitude_volts = {:g}, expected a number above 0",
                     config.amplitude_volts));
  }
  if (config.ffe_pre_taps >= config.ffe_taps.size()) {
    fail(fmt::format("found ffe_pre_taps = {}, expected below the number of taps, {}",
                     config.ffe_pre_taps, config.ffe_taps.size()));
  }
}

void PamReceiver::process(const VoltageBlock& in, SymbolBlock& out) {
  if (in.samples_per_ui != config_.samples_per_ui) {
    throw std::invalid_argument(fmt::format("PAM receiver: found {} samples per UI, expected {}",
                                            in.samples_per_ui, config_.samples_per_ui));
  }
  stream_.accept("PAM receiver", in.first_ui, in.unit_intervals());
  std::span<const float> sampled = in.volts;
  if (config_.samples_per_ui > 1) {
    sampled_volts_.clear();
    for (std::size_t i = config_.sampling_phase; i < in.volts.size(); i += config_.samples_per_ui) {
      sampled_volts_.push_back(in.volts[i]);
    }
    sampled = sampled_volts_;
  }
  slicer_volts_.resize(sampled.size());
  ffe_.process(sampled, slicer_volts_);

  out.baud_hz = in.baud_hz;
  out.first_ui = in.first_ui;
  out.symbols.resize(slicer_volts_.size());
  const auto threshold = static_cast<float>(config_.amplitude_volts * 2 / 3);
  for (std::size_t i = 0; i < slicer_volts_.size(); ++i) {
    const float volts = slicer_volts_[i];
    out.symbols[i] = static_cast<std::uint8_t>(static_cast<int>(volts >= -threshold) +
                                               static_cast<int>(volts >= 0) +
                                               static_cast<int>(volts >= threshold));
  }
}

void PamReceiver::reset() {
  ffe_.reset();
  stream_.reset();
}

std::string PamReceiver::description() const {
  return fmt::format("PAM4 receiver, FFE of {} taps ({} pre), phase {} of {}",
                     config_.ffe_taps.size(), config_.ffe_pre_taps, config_.sampling_phase,
                     config_.samples_per_ui);
}

}  // namespace lightloop::serdes
