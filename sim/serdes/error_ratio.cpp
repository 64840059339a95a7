// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/error_ratio.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "sim/golden/pam4_theory.hpp"
#include "sim/serdes/equaliser.hpp"

namespace lightloop::serdes {
namespace {

/// A symmetric distribution on a grid around 0.
class GridDistribution {
 public:
  explicit GridDistribution(double step) : step_(step), mass_{1} {}

  /// Adds an independent term cursor * level, level in {-1, -1/3, 1/3, 1}.
  void add_term(double cursor) {
    const double far = std::abs(cursor) / step_;
    const auto reach = static_cast<std::size_t>(far) + 1;
    std::vector<double> sum(mass_.size() + 2 * reach, 0.0);
    for (const double offset : {-far, -far / 3, far / 3, far}) {
      const double whole = std::floor(offset);
      const double fraction = offset - whole;
      const auto first = static_cast<std::size_t>(static_cast<double>(reach) + whole);
      for (std::size_t i = 0; i < mass_.size(); ++i) {
        sum[first + i] += 0.25 * (1 - fraction) * mass_[i];
        if (fraction > 0) sum[first + i + 1] += 0.25 * fraction * mass_[i];
      }
    }
    mass_ = std::move(sum);
  }

  template <typename Function>
  double expectation(Function function) const {
    const std::size_t middle = mass_.size() / 2;
    const auto centre = static_cast<double>(middle);
    double sum = 0;
    for (std::size_t i = 0; i < mass_.size(); ++i) {
      if (mass_[i] > 0) sum += mass_[i] * function(step_ * (static_cast<double>(i) - centre));
    }
    return sum;
  }

 private:
  double step_;
  std::vector<double> mass_;
};

}  // namespace

ErrorRatio predict_error_ratio(std::span<const double> residual_isi, double noise_rms) {
  if (!(noise_rms >= 0) || !std::isfinite(noise_rms)) {
    throw std::invalid_argument("error ratio: noise is not a finite number of 0 or above");
  }
  double reach = 0;
  for (const double cursor : residual_isi) {
    if (!std::isfinite(cursor)) {
      throw std::invalid_argument("error ratio: a residual cursor is not a finite number");
    }
    reach += std::abs(cursor);
  }
  // Fine against the noise and against the eye; no finer than 2^17 points over the whole range.
  constexpr double kStepsPerSigma = 256;
  constexpr double kFinestStep = 1.0 / 3 / 4096;
  const double step =
      std::max({noise_rms > 0 ? std::min(noise_rms / kStepsPerSigma, kFinestStep) : kFinestStep,
                reach / 65536, 1e-6});
  GridDistribution interference(step);
  for (const double cursor : residual_isi) {
    if (cursor != 0) interference.add_term(cursor);
  }
  // Chance that interference and noise push a level beyond a distance, in one direction.
  const auto beyond = [&](double distance) {
    return interference.expectation([&](double x) {
      if (noise_rms > 0) return golden::q_function((distance - x) / noise_rms);
      return x > distance ? 1.0 : 0.0;
    });
  };
  const double one = beyond(1.0 / 3);
  const double three = beyond(3.0 / 3);
  const double five = beyond(5.0 / 3);
  return {1.5 * one, (3 * one + 2 * three - five) / 4};
}

ErrorRatio awgn_error_ratio(double snr_db) {
  return predict_error_ratio({}, noise_rms_from_snr_db(snr_db));
}

double noise_rms_from_snr_db(double snr_db) {
  return std::sqrt(kPam4LevelPower * std::pow(10, -snr_db / 10));
}

double snr_db_from_noise_rms(double noise_rms) {
  if (noise_rms == 0) return std::numeric_limits<double>::infinity();
  return 10 * std::log10(kPam4LevelPower / (noise_rms * noise_rms));
}

}  // namespace lightloop::serdes
