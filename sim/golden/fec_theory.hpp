// SPDX-License-Identifier: Apache-2.0
// What a Reed-Solomon code makes of independent FEC symbol errors: the binomial distribution.
#pragma once

#include <array>

#include "sim/golden/digital_link.hpp"
#include "sim/golden/rs_code.hpp"

namespace lightloop::golden {

/// FEC symbol error probability when each of its ten bits is wrong independently. Simple, and what
/// published tables use; a PAM4 receiver's bit errors are not quite independent.
double fec_symbol_error_from_random_bits(double bit_error_ratio);

/// FEC symbol error probability when each of its five PAM4 symbols is wrong independently: exact
/// for a PAM4 link with neither intersymbol interference nor precoding.
double fec_symbol_error_from_pam4_symbols(double pam4_symbol_error_ratio);

/// Results of a bounded-distance decoder for independent symbol errors. Ratios down to 1e-300 are
/// good; miscorrection (below 1e-16 of the uncorrectable ones for KP4) is left out.
struct FecTheory {
  double codeword_error_ratio = 0;                 ///< more than t wrong symbols
  double post_fec_symbol_error_ratio = 0;          ///< wrong symbols that remain, of all symbols
  std::array<double, kHistogramBins> histogram{};  ///< bins of LinkCounters::histogram
};

/// Throws std::out_of_range unless 0 <= fec_symbol_error_ratio <= 1.
FecTheory fec_theory(RsCode code, double fec_symbol_error_ratio);

}  // namespace lightloop::golden
