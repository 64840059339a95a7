// SPDX-License-Identifier: Apache-2.0
// What theory expects of a run of the digital link, to be printed beside what was measured.
#pragma once

#include <array>
#include <optional>

#include "sim/golden/digital_link.hpp"

namespace lightloop::host {

struct LinkTheory {
  double pam4_symbol_error_ratio = 0;
  double pre_fec_bit_error_ratio = 0;
  double codeword_error_ratio = 0;  ///< more than t FEC symbols wrong
  /// Probability of a codeword with so many wrong FEC symbols; bins as golden::LinkCounters has
  /// them.
  std::array<double, golden::kHistogramBins> histogram{};
};

/// Exact for Gaussian noise and random payload, intersymbol interference and precoding included: a
/// Markov chain whose state is the last levels sent (and the last slicer error, when precoded)
/// counts the wrong symbols of a codeword. Nothing when errors are injected on purpose.
std::optional<LinkTheory> digital_link_theory(const golden::DigitalLinkConfig& config);

}  // namespace lightloop::host
