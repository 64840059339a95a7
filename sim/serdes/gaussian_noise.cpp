// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/gaussian_noise.hpp"

#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <stdexcept>

namespace lightloop::serdes {

GaussianNoise::GaussianNoise(double volts_rms, std::uint64_t seed, std::uint64_t stream)
    : volts_rms_(volts_rms), source_(seed, stream) {
  if (!(volts_rms >= 0) || !std::isfinite(volts_rms)) {
    throw std::invalid_argument(
        fmt::format("noise: found volts_rms = {:g}, expected a number of 0 or above", volts_rms));
  }
}

void GaussianNoise::add_to(std::span<float> volts, std::uint64_t first_sample) const {
  if (volts_rms_ == 0) return;
  constexpr std::size_t kChunk = 512;
  std::array<float, kChunk> normal;
  const auto rms = static_cast<float>(volts_rms_);
  for (std::size_t done = 0; done < volts.size(); done += kChunk) {
    const std::size_t count = std::min(kChunk, volts.size() - done);
    source_.fill(first_sample + done, std::span(normal).first(count));
    for (std::size_t i = 0; i < count; ++i) volts[done + i] += rms * normal[i];
  }
}

}  // namespace lightloop::serdes
