// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/link_theory.hpp"

#include <algorithm>

#include "sim/golden/link_channel.hpp"
#include "sim/golden/pam4_chain.hpp"

namespace lightloop::golden {

LinkTheory link_theory(const DigitalLinkConfig& config) {
  validate(config);
  std::array<double, kLinkTaps> taps{};
  for (int i = 0; i < kLinkTaps; ++i) taps[i] = config.taps[i] / 256.0;
  const double noise_rms = config.noise_enable ? config.sigma / 32768.0 : 0.0;
  const Pam4Chain chain(taps, noise_rms, config.precoding);

  const RsParameters p = parameters(config.code);
  const auto counts = chain.error_count_distribution(p.n, p.t);
  LinkTheory theory;
  theory.pam4_symbol_error_ratio = chain.symbol_error_ratio();
  theory.bit_error_ratio = chain.bit_error_ratio();
  theory.fec_symbol_error_ratio = chain.fec_symbol_error_ratio();
  theory.codeword_error_ratio = counts.back();
  std::copy(counts.begin(), counts.end() - 1, theory.histogram.begin());
  theory.histogram.back() = theory.codeword_error_ratio;
  return theory;
}

}  // namespace lightloop::golden
