// SPDX-License-Identifier: Apache-2.0
// What a run of the digital link should count, to stand beside what it did count.
#pragma once

#include <array>

#include "sim/golden/digital_link.hpp"

namespace lightloop::golden {

/// Expected ratios. Exact for random data and ideal Gaussian noise, with intersymbol interference
/// and precoding; injected bursts and miscorrections are left out.
struct LinkTheory {
  double pam4_symbol_error_ratio = 0;              ///< pam4_symbol_errors / (5 n codewords)
  double bit_error_ratio = 0;                      ///< pre_fec_bit_errors / (10 n codewords)
  double fec_symbol_error_ratio = 0;               ///< pre_fec_symbol_errors / (n codewords)
  double codeword_error_ratio = 0;                 ///< uncorrectable_codewords / codewords
  std::array<double, kHistogramBins> histogram{};  ///< histogram / codewords
};

/// Takes up to half a second with four taps and precoding.
/// Throws std::invalid_argument as validate() does.
LinkTheory link_theory(const DigitalLinkConfig& config);

}  // namespace lightloop::golden
