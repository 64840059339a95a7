// SPDX-License-Identifier: Apache-2.0
// The ports of a Verilated ll_link_core in the terms of the golden model: configuration in,
// counters out. For whoever clocks one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "sim/golden/digital_link.hpp"
#include "sim/golden/link_counter_words.hpp"

namespace lightloop::verilated {

/// tap_i: four signed numbers of ten bits, tap 0 lowest.
inline std::uint64_t tap_bits(const std::array<std::int16_t, 4>& taps) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < taps.size(); ++i)
    bits |= (static_cast<std::uint64_t>(taps[i]) & 0x3FF) << (10 * i);
  return bits;
}

/// All configuration ports; the core reads them when a session begins.
template <typename Model>
void write_config(Model& model, const golden::DigitalLinkConfig& config) {
  model.precoding_i = config.precoding;
  model.noise_enable_i = config.noise_enable;
  model.noise_seed_i = config.noise_seed;
  model.prbs_seed_i = config.prbs_seed;
  model.sigma_i = config.sigma;
  model.tap_i = tap_bits(config.taps);
  model.inject_period_i = config.inject_period;
  model.inject_start_i = config.inject_start;
  model.inject_length_i = config.inject_length;
  model.inject_mask_i = config.inject_mask;
}

/// counters_o; golden::counters_from_words() gives them their names.
template <typename Model>
std::array<std::uint64_t, golden::kLinkCounterWords> read_counter_words(const Model& model) {
  std::array<std::uint64_t, golden::kLinkCounterWords> words{};
  for (std::size_t i = 0; i < words.size(); ++i)
    words[i] = model.counters_o[2 * i] | std::uint64_t{model.counters_o[2 * i + 1]} << 32;
  return words;
}

}  // namespace lightloop::verilated
