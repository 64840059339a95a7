// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/gaussian_source.hpp"

#include <algorithm>
#include <array>

#include "sim/golden/normal_quantile.hpp"
#include "sim/golden/philox.hpp"

namespace lightloop::golden {
namespace {

constexpr std::uint32_t low(std::uint64_t value) { return static_cast<std::uint32_t>(value); }
constexpr std::uint32_t high(std::uint64_t value) {
  return static_cast<std::uint32_t>(value >> 32);
}

PhiloxCounter block(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  return philox4x32_10({low(index), high(index), low(stream), high(stream)},
                       {low(seed), high(seed)});
}

// Blocks computed side by side: independent, so that the processor can overlap them.
constexpr std::size_t kBlocks = 16;

template <typename Sample>
void fill_samples(std::uint64_t seed, std::uint64_t stream, std::uint64_t first,
                  std::span<Sample> samples) {
  std::array<std::uint64_t, 2 * kBlocks> bits;
  for (std::size_t done = 0; done < samples.size();) {
    const std::uint64_t index = first + done;
    for (std::size_t b = 0; b < kBlocks; ++b) {
      const PhiloxCounter words = block(seed, stream, index / 2 + b);
      bits[2 * b] = words[0] | std::uint64_t{words[1]} << 32;
      bits[2 * b + 1] = words[2] | std::uint64_t{words[3]} << 32;
    }
    const std::size_t skip = index % 2;
    const std::size_t count = std::min(bits.size() - skip, samples.size() - done);
    for (std::size_t i = 0; i < count; ++i) {
      samples[done + i] = static_cast<Sample>(normal_quantile(bits[skip + i]));
    }
    done += count;
  }
}

}  // namespace

std::uint64_t GaussianSource::bits(std::uint64_t index) const {
  const PhiloxCounter words = block(seed_, stream_, index / 2);
  const std::size_t half = 2 * (index % 2);
  return words[half] | std::uint64_t{words[half + 1]} << 32;
}

double GaussianSource::at(std::uint64_t index) const { return normal_quantile(bits(index)); }

void GaussianSource::fill(std::uint64_t first, std::span<double> samples) const {
  fill_samples(seed_, stream_, first, samples);
}

void GaussianSource::fill(std::uint64_t first, std::span<float> samples) const {
  fill_samples(seed_, stream_, first, samples);
}

}  // namespace lightloop::golden
