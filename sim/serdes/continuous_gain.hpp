// SPDX-License-Identifier: Apache-2.0
// A sampled transfer function at any frequency, and the delay in it.
#pragma once

#include <complex>
#include <optional>
#include <vector>

#include "sim/serdes/transfer_function.hpp"

namespace lightloop::serdes {

/// The length of time that the points determine: one over the largest step between them. At least
/// two points.
double window_s(const TransferFunction& channel);

/// Magnitude and unwrapped phase of a transfer function from 0 Hz to its last point. Between points
/// both are interpolated linearly, the phase around the mean delay; below the first, phase and
/// level (in dB over the square root of frequency) are continued to 0 Hz, where the gain is real.
/// So is a point at 0 Hz that falls out of line, as behind capacitors. The phase of a point without
/// magnitude is that of the delay.
class ContinuousGain {
 public:
  /// At least two points. The delay lies in the period that begins at `earliest_delay_s`; without
  /// it, within half a period around 0.
  explicit ContinuousGain(const TransferFunction& channel,
                          std::optional<double> earliest_delay_s = std::nullopt);

  /// The gain at `frequency_hz`, 0 or above, with `delay_s` in the place of its own delay. Beyond
  /// the last point, the gain there.
  std::complex<double> at(double frequency_hz, double delay_s) const;
  std::complex<double> at(double frequency_hz) const { return at(frequency_hz, delay_s_); }

  double dc_gain() const;
  bool dc_extrapolated() const { return dc_extrapolated_; }
  /// Whether a point at 0 Hz was passed over because it has next to no gain.
  bool dc_blocked() const { return dc_blocked_; }
  double band_end_hz() const { return frequency_.back(); }

  /// Group delay, the mean over the band weighted by power. The points give it only up to whole
  /// multiples of delay_period_s().
  double delay_s() const { return delay_s_; }
  /// One over the step of the points; over their smaller steps where these are enough to follow the
  /// phase through the larger ones.
  double delay_period_s() const { return delay_period_s_; }

 private:
  /// Two points and the phase between them.
  struct Step {
    double hz;
    std::complex<double> turn;
  };

  static bool blocks_dc(const TransferFunction& channel);
  void estimate_delay(std::vector<Step> steps);
  void unwrap(const TransferFunction& channel);
  void extrapolate_to_dc();

  std::vector<double> frequency_;
  std::vector<double> magnitude_;
  std::vector<double> phase_;  ///< without that of delay_s_
  double delay_s_ = 0;
  double delay_period_s_ = 0;
  bool dc_extrapolated_ = false;
  bool dc_blocked_ = false;
};

}  // namespace lightloop::serdes
