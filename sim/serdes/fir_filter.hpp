// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lightloop::serdes {

/// A finite impulse response filter with memory: y[n] = sum over k of taps[k] * x[n-k], x = 0
/// before the stream. Terms are added in order of k in single precision, whatever the block sizes,
/// so the result does not depend on them.
class FirFilter {
 public:
  /// Throws std::invalid_argument for no taps or a tap that is not finite.
  explicit FirFilter(std::span<const double> taps);

  /// Filters `in` into `out`, which has the same size and does not overlap it.
  void process(std::span<const float> in, std::span<float> out);

  /// As process(), with every `step`-th element of `out`, from element `offset` on, written: one
  /// phase of an interpolating filter. `out` has in.size() * step elements.
  void process_strided(std::span<const float> in, std::span<float> out, std::size_t step,
                       std::size_t offset);

  void reset();

  std::size_t size() const { return taps_.size(); }

 private:
  void load(std::span<const float> in);
  void store_history(std::size_t count);

  std::vector<float> taps_;
  std::vector<float> window_;  ///< size() - 1 samples of history, then the block
  std::vector<float> result_;
};

}  // namespace lightloop::serdes
