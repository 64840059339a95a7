// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/fir_filter.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace lightloop::serdes {
namespace {

/// Outputs per pass: small enough that input and accumulators stay in the first-level cache.
constexpr std::size_t kChunk = 256;

/// out[n] = sum over k of taps[k] * newest[n - k]; `newest` points at the sample of out[0].
void convolve(std::span<const float> taps, const float* newest, float* out, std::size_t count) {
  std::size_t n = 0;
  for (; n + kChunk <= count; n += kChunk) {
    float sum[kChunk];
    const float* x = newest + n;
    for (std::size_t i = 0; i < kChunk; ++i) sum[i] = taps[0] * x[i];
    for (std::size_t k = 1; k < taps.size(); ++k) {
      const float tap = taps[k];
      --x;
      for (std::size_t i = 0; i < kChunk; ++i) sum[i] += tap * x[i];
    }
    std::copy_n(sum, kChunk, out + n);
  }
  for (; n < count; ++n) {
    float sum = taps[0] * newest[n];
    const float* x = newest + n;
    for (std::size_t k = 1; k < taps.size(); ++k) sum += taps[k] * *--x;
    out[n] = sum;
  }
}

}  // namespace

FirFilter::FirFilter(std::span<const double> taps) {
  if (taps.empty()) throw std::invalid_argument("FIR filter: no taps, expected at least one");
  for (const double tap : taps) {
    if (!std::isfinite(tap)) {
      throw std::invalid_argument("FIR filter: tap " + std::to_string(taps_.size()) +
                                  " is not a finite number");
    }
    taps_.push_back(static_cast<float>(tap));
  }
  reset();
}

void FirFilter::reset() { window_.assign(taps_.size() - 1, 0.0F); }

void FirFilter::load(std::span<const float> in) {
  window_.resize(taps_.size() - 1 + in.size());
  std::ranges::copy(in, window_.begin() + static_cast<std::ptrdiff_t>(taps_.size()) - 1);
}

void FirFilter::store_history(std::size_t count) {
  std::copy(window_.begin() + static_cast<std::ptrdiff_t>(count), window_.end(), window_.begin());
  window_.resize(taps_.size() - 1);
}

void FirFilter::process(std::span<const float> in, std::span<float> out) {
  load(in);
  convolve(taps_, window_.data() + taps_.size() - 1, out.data(), in.size());
  store_history(in.size());
}

void FirFilter::process_strided(std::span<const float> in, std::span<float> out, std::size_t step,
                                std::size_t offset) {
  result_.resize(in.size());
  process(in, result_);
  for (std::size_t n = 0; n < in.size(); ++n) out[n * step + offset] = result_[n];
}

}  // namespace lightloop::serdes
