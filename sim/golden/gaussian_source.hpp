// SPDX-License-Identifier: Apache-2.0
// White Gaussian noise by counter, for models that need more than the digital link's 6 sigma.
#pragma once

#include <cstdint>
#include <span>

namespace lightloop::golden {

/// An endless sequence of independent standard normal samples (mean 0, variance 1, good to 9
/// sigma), the same on every machine. It has no state: any stretch can be computed alone, by any
/// thread, and in any order.
///
/// Sample i takes 64 bits of Philox4x32-10 with key {seed low, seed high} and counter
/// {i/2 low, i/2 high, stream low, stream high}: words 0 (low half) and 1 for even i, 2 and 3 for
/// odd i; normal_quantile() makes the sample of them.
class GaussianSource {
 public:
  /// Sources with different seeds or streams are independent. Give each noise source of a model
  /// its own stream.
  explicit GaussianSource(std::uint64_t seed, std::uint64_t stream = 0)
      : seed_(seed), stream_(stream) {}

  /// The 64 uniform bits behind sample `index`.
  std::uint64_t bits(std::uint64_t index) const;

  /// Sample `index`.
  double at(std::uint64_t index) const;

  /// Samples first, first + 1, ...; as float, each is the double rounded to nearest.
  void fill(std::uint64_t first, std::span<double> samples) const;
  void fill(std::uint64_t first, std::span<float> samples) const;

 private:
  std::uint64_t seed_;
  std::uint64_t stream_;
};

}  // namespace lightloop::golden
