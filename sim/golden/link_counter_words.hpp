// SPDX-License-Identifier: Apache-2.0
// The counters of the digital link as 32 words, the form in which hardware gives them:
// docs/digital-link.md section 7.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/golden/digital_link.hpp"

namespace lightloop::golden {

inline constexpr std::size_t kLinkCounterWords = 32;

/// The reserved words are not looked at.
inline LinkCounters counters_from_words(std::span<const std::uint64_t, kLinkCounterWords> words) {
  constexpr std::size_t kHistogramWord = 15;
  LinkCounters counters{.codewords = words[0],
                        .pam4_symbol_errors = words[1],
                        .pre_fec_bit_errors = words[2],
                        .pre_fec_symbol_errors = words[3],
                        .corrected_codewords = words[4],
                        .uncorrectable_codewords = words[5],
                        .corrected_symbols = words[6],
                        .post_fec_bit_errors = words[7],
                        .post_fec_errored_codewords = words[8]};
  std::ranges::copy(words.subspan<kHistogramWord, kHistogramBins>(), counters.histogram.begin());
  return counters;
}

}  // namespace lightloop::golden
