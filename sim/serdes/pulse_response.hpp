// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lightloop::serdes {

/// What arrives when the transmitter sends one symbol of 1 V, one UI long: the response of a linear
/// channel together with the transmitted pulse shape. Sample i is taken at i / samples_per_ui UI
/// after an origin that is chosen so that the response is causal; bulk delay is not part of it.
struct PulseResponse {
  unsigned samples_per_ui = 1;
  std::vector<double> volts;  ///< a multiple of samples_per_ui

  std::size_t unit_intervals() const { return volts.size() / samples_per_ui; }

  /// Every samples_per_ui-th sample from `phase` on: what a sampler of one sample a UI sees.
  /// `phase` is below samples_per_ui.
  std::vector<double> at_phase(unsigned phase) const;

  /// Sum of the samples of one phase: the response to a constant level of 1 V, as that
  /// phase sees it. For an unfiltered rectangular pulse this is the channel's gain at 0 Hz.
  double dc_gain(unsigned phase = 0) const;
};

/// Index of the largest of `cursors` by magnitude, the first of equal ones: the main cursor.
std::size_t main_cursor_index(const std::vector<double>& cursors);

/// A pulse response from given taps. The last UI is filled with zeros.
/// Throws std::invalid_argument for no taps, samples_per_ui 0, values that are not finite, or all
/// 0.
PulseResponse pulse_response_from_taps(std::span<const double> taps, unsigned samples_per_ui = 1);

/// Throws std::invalid_argument as pulse_response_from_taps() does.
void validate(const PulseResponse& pulse);

}  // namespace lightloop::serdes
