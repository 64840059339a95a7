// SPDX-License-Identifier: Apache-2.0
// Predicted error ratios of a PAM4 slicer with Gaussian noise and residual intersymbol
// interference.
#pragma once

#include <span>

namespace lightloop::serdes {

/// Symbol and bit error ratio (Gray mapped).
struct ErrorRatio {
  double symbol = 0;
  double bit = 0;
};

/// Prediction for independent, equally likely PAM4 symbols of levels -1, -1/3, +1/3, +1, a main
/// cursor of 1, thresholds at -2/3, 0, +2/3.
///
/// `residual_isi` are the other cursors; `noise_rms` is the standard deviation of the noise at the
/// slicer, relative to a level of 1; 0 for none. The distribution of the interference is the
/// convolution of those of its terms, on a grid of at most 1/256 of the noise, or of 2^17 points
/// where that would take more (each term is split over the two nearest points so that its mean and,
/// but for a quarter of a step squared, its power are kept); without interference the result is
/// exact: SER = 1.5 Q(1 / (3 noise_rms)). Throws std::invalid_argument for values that are not
/// finite or a negative noise.
ErrorRatio predict_error_ratio(std::span<const double> residual_isi, double noise_rms);

/// The same for an ideal channel: `snr_db` is Es / sigma^2 in dB.
ErrorRatio awgn_error_ratio(double snr_db);

/// Noise standard deviation, relative to a level of 1, for Es / sigma^2 in dB with Es = 5/9; 0 for
/// +infinity.
double noise_rms_from_snr_db(double snr_db);
double snr_db_from_noise_rms(double noise_rms);

}  // namespace lightloop::serdes
