// SPDX-License-Identifier: Apache-2.0
// From the parameters of an electrical link to its equaliser, noise and predicted error ratio. No
// SystemC.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "sim/serdes/equaliser.hpp"
#include "sim/serdes/error_ratio.hpp"
#include "sim/serdes/pulse_response.hpp"

namespace lightloop::serdes {

/// One PAM4 lane: transmitter, pulse response with noise, equalised receiver.
struct PamLinkConfig {
  double baud_hz = 53.125e9;      ///< 1e6 to 1e12
  double amplitude_volts = 0.5;   ///< of symbol 3 at the transmitter, above 0
  PulseResponse pulse{1, {1.0}};  ///< default: an ideal channel
  /// What arrives of a symbol of 1 V from each neighbour: transmitters of the same amplitude and
  /// baud rate, in step with the lane's, that send random symbols of their own. As many samples a
  /// UI as `pulse`.
  std::vector<PulseResponse> crosstalk{};
  FfeConfig ffe{};
  /// Below pulse.samples_per_ui; -1: the best, which is the phase that is the best of all at the
  /// input noise that it takes to have `snr_db` there.
  int sampling_phase = -1;
  /// Signal-to-noise ratio at the slicer, after the equaliser: Es/sigma^2, where Es = 5/9 of the
  /// square of the equalised main cursor's outer level (residual interference and crosstalk are no
  /// part of it) and sigma^2 is the variance of the noise there. The noise itself is added at the
  /// receiver's input, white, with sigma / Ffe::noise_gain(). With the pulse response {1} this is
  /// the Es/sigma^2 of the PAM4 AWGN curves. +infinity: no noise.
  double snr_db = std::numeric_limits<double>::infinity();
  std::uint64_t noise_seed = 1;
  /// Links of the same seed and different lanes have independent noise.
  std::uint32_t lane = 0;
  /// true: the channel puts out every sample of the pulse response, with independent noise on each.
  /// false: only the one that the receiver takes, which is much faster; the decisions have the same
  /// statistics.
  bool keep_waveform = false;
  std::size_t block_ui = 4096;  ///< UI a block, at least 1; does not change the result
};

/// What the parameters amount to.
struct PamLinkDesign {
  SampledChannel sampled;      ///< phase, cursors, equaliser
  double noise_volts_rms = 0;  ///< at the receiver's input, on each sample
  double slicer_noise_volts_rms = 0;
  double slicer_amplitude_volts = 0;  ///< of symbol 3 at the slicer
  double noise_enhancement_db = 0;  ///< noise power at the slicer over that at the input, with the
                                    ///< main cursor brought to the same size
  double signal_to_isi_db = 0;      ///< at the slicer; +infinity without residual interference
  double signal_to_crosstalk_db = 0;  ///< at the slicer; +infinity without
  unsigned latency_ui = 0;            ///< from symbol to decision
  ErrorRatio predicted;               ///< with noise, residual interference and crosstalk
};

/// Throws std::invalid_argument naming the field, the value found and what was expected.
PamLinkDesign design_pam_link(const PamLinkConfig& config);

}  // namespace lightloop::serdes
