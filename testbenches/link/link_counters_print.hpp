// SPDX-License-Identifier: Apache-2.0
// Counters of the link in the messages of failed tests.
#pragma once

#include <ostream>

#include "sim/golden/digital_link.hpp"

namespace lightloop::golden {

inline void PrintTo(const LinkCounters& c, std::ostream* out) {
  *out << "codewords " << c.codewords << ", PAM4 errors " << c.pam4_symbol_errors
       << ", pre-FEC bits " << c.pre_fec_bit_errors << " symbols " << c.pre_fec_symbol_errors
       << ", corrected codewords " << c.corrected_codewords << " symbols " << c.corrected_symbols
       << ", uncorrectable " << c.uncorrectable_codewords << ", post-FEC bits "
       << c.post_fec_bit_errors << " codewords " << c.post_fec_errored_codewords << ", histogram";
  for (const auto bin : c.histogram) *out << ' ' << bin;
}

}  // namespace lightloop::golden
