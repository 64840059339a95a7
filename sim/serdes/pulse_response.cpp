// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/pulse_response.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

namespace lightloop::serdes {

std::vector<double> PulseResponse::at_phase(unsigned phase) const {
  if (phase >= samples_per_ui) {
    throw std::invalid_argument("pulse response: sampling phase " + std::to_string(phase) +
                                ", expected below " + std::to_string(samples_per_ui));
  }
  std::vector<double> cursors;
  cursors.reserve(unit_intervals());
  for (std::size_t i = phase; i < volts.size(); i += samples_per_ui) cursors.push_back(volts[i]);
  return cursors;
}

double PulseResponse::dc_gain(unsigned phase) const {
  const std::vector<double> cursors = at_phase(phase);
  return std::accumulate(cursors.begin(), cursors.end(), 0.0);
}

std::size_t main_cursor_index(const std::vector<double>& cursors) {
  const auto by_magnitude = [](double a, double b) { return std::abs(a) < std::abs(b); };
  return static_cast<std::size_t>(std::ranges::max_element(cursors, by_magnitude) -
                                  cursors.begin());
}

void validate(const PulseResponse& pulse) {
  if (pulse.samples_per_ui == 0) {
    throw std::invalid_argument("pulse response: samples_per_ui is 0, expected at least 1");
  }
  if (pulse.volts.empty()) {
    throw std::invalid_argument("pulse response: no taps, expected at least one");
  }
  if (pulse.volts.size() % pulse.samples_per_ui != 0) {
    throw std::invalid_argument("pulse response: " + std::to_string(pulse.volts.size()) +
                                " samples, expected a multiple of samples_per_ui = " +
                                std::to_string(pulse.samples_per_ui));
  }
  for (std::size_t i = 0; i < pulse.volts.size(); ++i) {
    if (!std::isfinite(pulse.volts[i])) {
      throw std::invalid_argument("pulse response: tap " + std::to_string(i) +
                                  " is not a finite number");
    }
  }
  if (std::ranges::all_of(pulse.volts, [](double v) { return v == 0; })) {
    throw std::invalid_argument("pulse response: all taps are 0, expected a signal");
  }
}

PulseResponse pulse_response_from_taps(std::span<const double> taps, unsigned samples_per_ui) {
  PulseResponse pulse;
  pulse.samples_per_ui = samples_per_ui;
  pulse.volts.assign(taps.begin(), taps.end());
  if (samples_per_ui > 0) {
    while (pulse.volts.size() % samples_per_ui != 0) pulse.volts.push_back(0);
  }
  validate(pulse);
  return pulse;
}

}  // namespace lightloop::serdes
