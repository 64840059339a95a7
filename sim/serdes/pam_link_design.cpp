// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/pam_link_design.hpp"

#include <cmath>
#include <fmt/format.h>
#include <stdexcept>

namespace lightloop::serdes {
namespace {

void check(const PamLinkConfig& config) {
  const auto fail = [](const std::string& what) {
    throw std::invalid_argument("PAM link: " + what);
  };
  if (!(config.baud_hz >= 1e6 && config.baud_hz <= 1e12)) {
    fail(fmt::format("found baud_hz = {:g}, expected 1e6 to 1e12", config.baud_hz));
  }
  if (!(config.amplitude_volts > 0) || !std::isfinite(config.amplitude_volts)) {
    fail(fmt::format("found amplitude_volts = {:g}, expected a number above 0",
                     config.amplitude_volts));
  }
  constexpr double kLowestSnrDb = -50;
  if (!(config.snr_db >= kLowestSnrDb)) {
    fail(fmt::format("found snr_db = {:g}, expected a number of {:g} or above", config.snr_db,
                     kLowestSnrDb));
  }
  if (config.block_ui == 0) fail("found block_ui = 0, expected at least 1");
  if (config.sampling_phase < -1) {
    fail(fmt::format("found sampling_phase = {}, expected -1 (best) or above",
                     config.sampling_phase));
  }
}

}  // namespace

PamLinkDesign design_pam_link(const PamLinkConfig& config) {
  check(config);
  PamLinkDesign design;
  const double slicer_noise = noise_rms_from_snr_db(config.snr_db);
  // The SNR is given at the slicer, and MMSE taps depend on the noise at the input: a fixed point.
  const auto input_noise_power = [&](const Ffe& ffe) {
    return std::pow(slicer_noise / ffe.noise_gain(), 2) / kPam4LevelPower;
  };
  const double first_guess = slicer_noise * slicer_noise / kPam4LevelPower;
  design.sampled =
      choose_sampling_phase(config.pulse, config.ffe, first_guess, config.sampling_phase);
  Ffe& ffe = design.sampled.ffe;
  if (config.ffe.criterion == FfeCriterion::kMmse) {
    constexpr int kMostRounds = 100;
    constexpr double kPrecision = 1e-9;
    double power = input_noise_power(ffe);
    for (int round = 0; round < kMostRounds; ++round) {
      ffe = design_ffe(design.sampled.cursors, config.ffe, power);
      const double next = input_noise_power(ffe);
      if (std::abs(next - power) <= kPrecision * power) break;
      power = next;
    }
  }
  const double input_cursor =
      std::abs(design.sampled.cursors[ffe.main_index - config.ffe.pre_taps]);
  design.slicer_amplitude_volts = config.amplitude_volts * ffe.main_cursor();
  design.slicer_noise_volts_rms = slicer_noise * config.amplitude_volts;
  design.noise_volts_rms = design.slicer_noise_volts_rms / ffe.noise_gain();
  design.noise_enhancement_db = 20 * std::log10(ffe.noise_gain() * input_cursor);
  design.signal_to_isi_db = ffe.signal_to_isi_db();
  design.latency_ui = ffe.main_index;
  design.predicted = predict_error_ratio(ffe.residual_isi(), slicer_noise);
  return design;
}

}  // namespace lightloop::serdes
