// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/fec_theory.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

namespace lightloop::golden {
namespace {

// 1 - (1 - p)^count without loss for small p.
double any_of(int count, double p) { return -std::expm1(count * std::log1p(-p)); }

}  // namespace

double fec_symbol_error_from_random_bits(double bit_error_ratio) {
  return any_of(kBitsPerFecSymbol, bit_error_ratio);
}

double fec_symbol_error_from_pam4_symbols(double pam4_symbol_error_ratio) {
  return any_of(kBitsPerFecSymbol / 2, pam4_symbol_error_ratio);
}

FecTheory fec_theory(RsCode code, double fec_symbol_error_ratio) {
  const double p = fec_symbol_error_ratio;
  if (!(p >= 0.0 && p <= 1.0)) {
    throw std::out_of_range("FEC symbol error ratio: found " + std::to_string(p) +
                            ", expected 0..1");
  }
  const RsParameters rs = parameters(code);
  FecTheory theory;
  if (p == 0.0) {
    theory.histogram[0] = 1.0;
    return theory;
  }
  // Logarithm of the probability of i errors, from one term to the next.
  double log_term = p < 1.0 ? rs.n * std::log1p(-p) : -HUGE_VAL;
  const double log_odds = std::log(p) - std::log1p(-p);
  for (int i = 0; i <= rs.n; ++i) {
    const double term = p < 1.0 ? std::exp(log_term) : (i == rs.n ? 1.0 : 0.0);
    if (i <= rs.t) {
      theory.histogram[i] = term;
    } else {
      theory.codeword_error_ratio += term;
      theory.post_fec_symbol_error_ratio += term * i / rs.n;
    }
    log_term += std::log(static_cast<double>(rs.n - i) / (i + 1)) + log_odds;
  }
  theory.histogram[kHistogramBins - 1] = theory.codeword_error_ratio;
  return theory;
}

}  // namespace lightloop::golden
