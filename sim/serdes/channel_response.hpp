// SPDX-License-Identifier: Apache-2.0
// From a measured or computed transfer function to the pulse response that the link uses.
#pragma once

#include <string>
#include <vector>

#include "sim/serdes/pulse_response.hpp"
#include "sim/serdes/transfer_function.hpp"

namespace lightloop::serdes {

/// The transmitted pulse and the sampling.
struct PulseShape {
  double baud_hz = 53.125e9;
  /// 20 % to 80 % rise time of the transmitter, a Gaussian low-pass; 0 means a rectangle.
  double rise_time_s = 0;
  /// Samples a UI of the result.
  unsigned samples_per_ui = 32;
  /// The transfer function is faded out (raised cosine) between this fraction of the band's upper
  /// end and the end; 1 cuts it off sharply.
  double band_limit_start = 0.8;
  /// The response begins and ends, on whole UI, where its magnitude is last below this fraction of
  /// the peak.
  double truncation_level = 1e-3;
  /// Upper limit of the response's length; what lies beyond is cut off.
  unsigned longest_ui = 128;
};

/// What was done, for reports and warnings.
struct ChannelResponse {
  PulseResponse pulse;
  /// Propagation delay that was taken out of the pulse response: time of its first sample.
  double bulk_delay_s = 0;
  double dc_gain = 0;                 ///< gain used at 0 Hz
  bool dc_extrapolated = false;       ///< the data do not begin at 0 Hz
  double truncated_energy = 0;        ///< fraction of the pulse's energy cut off at both ends
  double precursor_energy = 0;        ///< fraction of the energy before time 0: causal data have ~0
  std::vector<std::string> warnings;  ///< for people; empty when nothing is suspicious
};

/// The response to one pulse, by inverse Fourier transform:
/// - below the first point, phase and level (in dB over the square root of frequency) are continued
///   to 0 Hz, where the gain is real;
/// - between points, magnitude and unwrapped phase are interpolated linearly;
/// - above the band the gain is 0, after the fade of PulseShape::band_limit_start.
///
/// Throws std::invalid_argument for fewer than two points, baud rates or other fields out of range,
/// a band that ends below 0.5 x baud_hz or beyond 16384 x baud_hz, and points too far apart for the
/// channel's delay.
ChannelResponse channel_response(const TransferFunction& channel, const PulseShape& shape);

}  // namespace lightloop::serdes
