// SPDX-License-Identifier: Apache-2.0
// The error ratios of a run of the digital link.
#pragma once

#include <array>

#include "sim/golden/digital_link.hpp"
#include "sim/golden/target_ratio.hpp"

namespace lightloop::golden {

/// Their intervals take the trials as independent: bits of one PAM4 symbol, and neighbours where
/// there is interference or precoding, are not quite.
struct LinkRatios {
  MeasuredRatio pam4_symbol;                            ///< wrong slicer decisions
  MeasuredRatio pre_fec_bit;                            ///< wrong bits before the decoder
  MeasuredRatio fec_symbol;                             ///< wrong FEC symbols before the decoder
  MeasuredRatio codeword;                               ///< uncorrectable codewords
  MeasuredRatio post_fec_bit;                           ///< wrong message bits after the decoder
  std::array<MeasuredRatio, kHistogramBins> histogram;  ///< codewords, as LinkCounters::histogram
};

/// `stop`: how a target of uncorrectable codewords ended the run, in codewords. Such a run has too
/// many uncorrectable codewords for its length, and with them too many errors of every kind: all
/// ratios and their ends are weighted so that uncorrectable codewords have the share that the
/// unbiased estimate gives them. Errors before the decoder are parted by FEC symbols.
LinkRatios link_ratios(RsCode code, const LinkCounters& counters, const TargetStop& stop = {});

}  // namespace lightloop::golden
