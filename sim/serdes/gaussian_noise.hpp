// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "sim/golden/gaussian_source.hpp"

namespace lightloop::serdes {

/// White Gaussian noise as a function of seed and sample number: sample i is the same in whatever
/// blocks it is asked for, and on every machine.
class GaussianNoise {
 public:
  /// Sources of the same seed and different streams are independent. Throws std::invalid_argument
  /// unless volts_rms is finite and at least 0.
  GaussianNoise(double volts_rms, std::uint64_t seed, std::uint64_t stream = 0);

  /// Adds samples first_sample, first_sample + 1, ... to `volts`.
  void add_to(std::span<float> volts, std::uint64_t first_sample) const;

  double volts_rms() const { return volts_rms_; }

 private:
  double volts_rms_;
  golden::GaussianSource source_;
};

}  // namespace lightloop::serdes
