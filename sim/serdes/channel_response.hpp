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
  /// Time of the pulse response's first sample after the transmitter's; below 0 by what the limited
  /// band rings before the pulse, where the channel is short.
  double bulk_delay_s = 0;
  /// Propagation delay: group delay, the mean over the band weighted by power.
  double delay_s = 0;
  /// The data give the delay up to whole multiples of this.
  double delay_period_s = 0;
  double dc_gain = 0;            ///< gain used at 0 Hz
  bool dc_extrapolated = false;  ///< the data do not begin at 0 Hz, or dc_blocked
  bool dc_blocked = false;       ///< the data have next to no gain at 0 Hz, and only there
  double truncated_energy = 0;   ///< fraction of the pulse's energy cut off at both ends
  /// Fraction of the energy before time 0 and before the ringing of the limited band: causal data
  /// have ~0.
  double precursor_energy = 0;
  /// Fraction of the energy near the ends of the time that the data determine: more than ~0 means
  /// that echoes lie beyond and are folded into the response.
  double folded_energy = 0;
  std::vector<std::string> warnings;  ///< for people; empty when nothing is suspicious
};

/// The response to one pulse, by inverse Fourier transform of the ContinuousGain, without its
/// delay: that is put back as time. Above the band the gain is 0, after the fade of
/// PulseShape::band_limit_start.
///
/// Points that are a step apart determine the response over a time of 1/step. Where this is shorter
/// than PulseShape::longest_ui, a delay that seems to lie before time 0 is taken to have turned
/// over, and a warning says that delay and echoes are known up to multiples of that time.
///
/// Throws std::invalid_argument for fewer than two points, baud rates or other fields out of range,
/// a band that ends below 0.5 x baud_hz or beyond 16384 x baud_hz, and a channel without signal.
ChannelResponse channel_response(const TransferFunction& channel, const PulseShape& shape);

}  // namespace lightloop::serdes
