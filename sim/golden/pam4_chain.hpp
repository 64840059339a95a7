// SPDX-License-Identifier: Apache-2.0
// PAM4 through an intersymbol interference filter, white Gaussian noise and a slicer, exactly: the
// Markov chain of the last levels and, with precoding, the last decision error.
#pragma once

#include <span>
#include <vector>

namespace lightloop::golden {

/// Levels -3, -1, 1, 3, independent and equally likely; slicer input sum_i taps[i]*a[j-i] + noise;
/// thresholds 0 and +-2*taps[0], a value on a threshold belongs to the upper level.
class Pam4Chain {
 public:
  /// `taps`: 1.0 = unit gain, taps[0] > 0, at most kMaxTaps. `noise_rms` in level units, 0 is
  /// allowed. Throws std::invalid_argument for other values.
  Pam4Chain(std::span<const double> taps, double noise_rms, bool precoding);

  static constexpr std::size_t kMaxTaps = 6;

  /// Decisions that differ from the sent level.
  double symbol_error_ratio() const { return symbol_error_ratio_; }

  /// Bits that differ after the inverse of the precoder (where there is one) and of the Gray map.
  double bit_error_ratio() const { return bit_error_ratio_; }

  /// FEC symbols (five consecutive PAM4 symbols) with at least one wrong bit.
  double fec_symbol_error_ratio() const { return fec_symbol_error_ratio_; }

  /// Probability of 0, 1, ..., limit wrong FEC symbols among `symbols` consecutive ones, and, as
  /// the last element, of more. Small probabilities keep their relative precision.
  std::vector<double> error_count_distribution(int symbols, int limit) const;

 private:
  // A step to the next PAM4 symbol.
  struct Transition {
    int from;
    int to;
    double probability;
    bool wrong;  // a bit of this symbol is wrong
  };

  std::vector<double> stationary_;  // probability of each state
  std::vector<Transition> transitions_;
  double symbol_error_ratio_ = 0;
  double bit_error_ratio_ = 0;
  double fec_symbol_error_ratio_ = 0;
};

}  // namespace lightloop::golden
