// SPDX-License-Identifier: Apache-2.0
// Closed forms for PAM4 with Gray mapping in white Gaussian noise.
#pragma once

namespace lightloop::golden {

/// Q(x): the probability that a standard normal variable exceeds x.
double q_function(double x);

/// Error ratios of a PAM4 receiver without coding.
struct Pam4ErrorRatios {
  double symbol = 0;  ///< wrong PAM4 symbols
  double bit = 0;     ///< wrong bits
};

/// No intersymbol interference, thresholds midway: SER = 1.5 Q(x), BER = (3Q(x)+2Q(3x)-Q(5x))/4,
/// x = sqrt(SNR/5). `snr_db` is Es/sigma^2.
Pam4ErrorRatios pam4_awgn(double snr_db);

/// The SNR in dB at which pam4_awgn gives this bit error ratio.
/// Throws std::out_of_range unless 1e-300 <= bit_error_ratio <= 0.3.
double pam4_awgn_snr_db(double bit_error_ratio);

}  // namespace lightloop::golden
