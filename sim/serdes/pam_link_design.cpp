// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/pam_link_design.hpp"

#include <cmath>
#include <fmt/format.h>
#include <stdexcept>
#include <utility>
#include <vector>

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

/// The equaliser's white input noise, over the power of a symbol, that makes `slicer_noise` of it.
double input_noise_power(double slicer_noise, const Ffe& ffe) {
  return std::pow(slicer_noise / ffe.noise_gain(), 2) / kPam4LevelPower;
}

/// Designs the taps of a sampled channel for the input noise that they themselves turn into
/// `slicer_noise`: a fixed point, as MMSE taps depend on it. Returns that noise, over the power of
/// a symbol.
double settle_taps(SampledChannel& sampled, const FfeConfig& config, double slicer_noise) {
  double power = input_noise_power(slicer_noise, sampled.ffe);
  if (config.criterion != FfeCriterion::kMmse) return power;
  constexpr int kMostRounds = 100;
  constexpr double kPrecision = 1e-9;
  for (int round = 0; round < kMostRounds; ++round) {
    sampled.ffe = design_ffe(sampled.cursors, config, power, sampled.crosstalk);
    const double next = input_noise_power(slicer_noise, sampled.ffe);
    if (std::abs(next - power) <= kPrecision * power) break;
    power = next;
  }
  return power;
}

/// The phase that a receiver takes whose noise enters at its input: of all phases the best at the
/// input noise at which its own equaliser makes `slicer_noise`. More noise at the input speaks for
/// phases whose equalisers amplify it less, which then allow more noise: from no noise on, the
/// search only goes up, and ends at the first phase that is the best for its own noise, the one of
/// these with the least residual interference.
SampledChannel choose_phase(const PamLinkConfig& config, double slicer_noise) {
  const auto best_at = [&](double noise_power) {
    return choose_sampling_phase(config.pulse, config.ffe, noise_power, config.sampling_phase,
                                 config.crosstalk);
  };
  SampledChannel sampled = best_at(0);
  double noise_power = settle_taps(sampled, config.ffe, slicer_noise);
  for (unsigned round = 0; round < config.pulse.samples_per_ui; ++round) {
    SampledChannel next = best_at(noise_power);
    if (next.phase == sampled.phase) break;
    sampled = std::move(next);
    noise_power = settle_taps(sampled, config.ffe, slicer_noise);
  }
  return sampled;
}

}  // namespace

PamLinkDesign design_pam_link(const PamLinkConfig& config) {
  check(config);
  PamLinkDesign design;
  const double slicer_noise = noise_rms_from_snr_db(config.snr_db);
  design.sampled = choose_phase(config, slicer_noise);
  const Ffe& ffe = design.sampled.ffe;
  const double input_cursor =
      std::abs(design.sampled.cursors[ffe.main_index - config.ffe.pre_taps]);
  design.slicer_amplitude_volts = config.amplitude_volts * ffe.main_cursor();
  design.slicer_noise_volts_rms = slicer_noise * config.amplitude_volts;
  design.noise_volts_rms = design.slicer_noise_volts_rms / ffe.noise_gain();
  design.noise_enhancement_db = 20 * std::log10(ffe.noise_gain() * input_cursor);
  design.signal_to_isi_db = ffe.signal_to_isi_db();
  design.signal_to_crosstalk_db = ffe.signal_to_crosstalk_db();
  design.latency_ui = ffe.main_index;
  std::vector<double> interference = ffe.residual_isi();
  for (const std::vector<double>& neighbour : ffe.crosstalk) {
    interference.insert(interference.end(), neighbour.begin(), neighbour.end());
  }
  design.predicted = predict_error_ratio(interference, slicer_noise);
  return design;
}

}  // namespace lightloop::serdes
