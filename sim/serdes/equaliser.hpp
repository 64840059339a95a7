// SPDX-License-Identifier: Apache-2.0
// Fixed feed-forward equaliser (FFE) of the receiver, one tap a UI, computed from the pulse
// response.
#pragma once

#include <vector>

#include "sim/serdes/pulse_response.hpp"

namespace lightloop::serdes {

enum class FfeCriterion {
  kZeroForcing,  ///< the pre and post cursors that the taps reach become exactly 0
  kMmse,         ///< least mean square error of noise and residual intersymbol interference
};

struct FfeConfig {
  unsigned pre_taps = 3;    ///< taps before the main tap (they cancel precursors), 0..64
  unsigned post_taps = 12;  ///< taps after it, 0..256
  FfeCriterion criterion = FfeCriterion::kMmse;
};

/// PAM4 levels -1, -1/3, +1/3, +1: mean square.
inline constexpr double kPam4LevelPower = 5.0 / 9.0;

/// An equaliser and what it makes of the channel.
struct Ffe {
  /// taps[i] weighs the sample of i UI ago; taps[pre_taps] is the main tap. Scaled so that
  /// main_cursor() is 1.
  std::vector<double> taps;
  /// Pulse response after the equaliser, one a UI.
  std::vector<double> equalised;
  /// The crosstalk of each neighbour after the equaliser, one a UI.
  std::vector<std::vector<double>> crosstalk;
  /// Index of the decided symbol in `equalised`: the delay from symbol to decision, in UI.
  unsigned main_index = 0;

  double main_cursor() const { return equalised[main_index]; }
  /// Root of the sum of squares of the taps: rms noise at the slicer over rms white noise at its
  /// input.
  double noise_gain() const;
  /// Every cursor but the main one, the zeros too.
  std::vector<double> residual_isi() const;
  /// Mean square of the signal over that of residual ISI, at the slicer, in dB; +infinity without.
  double signal_to_isi_db() const;
  /// The same over that of all crosstalk.
  double signal_to_crosstalk_db() const;
};

/// Computes the equaliser for a channel whose samples, one a UI, are `cursors`. The main cursor is
/// the largest. `noise_to_symbol_power` is the variance of the white noise on a sample over the
/// mean square of a symbol of 1 V levels (kPam4LevelPower V^2), at least 0. `crosstalk` has the
/// samples, one a UI, of what arrives of each neighbour, which sends symbols of its own. Noise and
/// crosstalk matter for the taps of kMmse only. Throws std::invalid_argument when a field is out of
/// range or the equations have no solution.
Ffe design_ffe(const std::vector<double>& cursors, const FfeConfig& config,
               double noise_to_symbol_power,
               const std::vector<std::vector<double>>& crosstalk = {});

/// Samples the channel at the phase that gives the best ratio of signal to noise, residual ISI and
/// crosstalk after equalisation.
struct SampledChannel {
  unsigned phase = 0;                          ///< below pulse.samples_per_ui
  std::vector<double> cursors;                 ///< pulse.at_phase(phase)
  std::vector<std::vector<double>> crosstalk;  ///< of each neighbour, at that phase
  Ffe ffe;
};

/// Tries every phase of `pulse` (or `only_phase`, where it is not negative) with the same noise at
/// the input of the equaliser, and leaves out those for which there is no equaliser. `crosstalk`
/// has the pulses of the neighbours, with as many samples a UI. Throws as design_ffe() when no
/// phase is left.
SampledChannel choose_sampling_phase(const PulseResponse& pulse, const FfeConfig& config,
                                     double noise_to_symbol_power, int only_phase = -1,
                                     const std::vector<PulseResponse>& crosstalk = {});

}  // namespace lightloop::serdes
