// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pam4_theory.hpp"

#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>

namespace lightloop::golden {

double q_function(double x) { return 0.5 * std::erfc(x / std::numbers::sqrt2); }

Pam4ErrorRatios pam4_awgn(double snr_db) {
  const double x = std::sqrt(std::pow(10.0, snr_db / 10.0) / 5.0);
  return {1.5 * q_function(x),
          (3.0 * q_function(x) + 2.0 * q_function(3.0 * x) - q_function(5.0 * x)) / 4.0};
}

double pam4_awgn_snr_db(double bit_error_ratio) {
  if (!(bit_error_ratio >= 1e-300 && bit_error_ratio <= 0.3)) {
    throw std::out_of_range("bit error ratio: found " + std::to_string(bit_error_ratio) +
                            ", expected 1e-300..0.3");
  }
  double low = -10.0;
  double high = 50.0;
  while (high - low > 1e-12) {
    const double middle = 0.5 * (low + high);
    (pam4_awgn(middle).bit > bit_error_ratio ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace lightloop::golden
