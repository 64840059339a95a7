// SPDX-License-Identifier: Apache-2.0
// Measured ratios with their confidence, and when a measurement may stop.
#pragma once

#include <cstdint>

#include "sim/golden/digital_link.hpp"

namespace lightloop::golden {

struct Interval {
  double low = 0;
  double high = 1;
  bool contains(double value) const { return low <= value && value <= high; }
};

/// Clopper-Pearson interval of an event's probability after `events` in `trials` independent
/// trials: it covers the true value with at least the given confidence. No trials: 0..1.
/// Throws std::invalid_argument when events > trials or confidence is not inside 0..1.
Interval clopper_pearson(std::uint64_t events, std::uint64_t trials, double confidence = 0.95);

/// A measured ratio and its 95 % interval.
struct MeasuredRatio {
  std::uint64_t events = 0;
  std::uint64_t trials = 0;
  double value = 0;  ///< 0 when there were no trials
  Interval interval;
};
MeasuredRatio measured_ratio(std::uint64_t events, std::uint64_t trials);

/// The ratios of a run of the digital link. Their intervals take the trials as independent: bits of
/// one PAM4 symbol, and neighbours where there is interference or precoding, are not quite.
struct LinkRatios {
  MeasuredRatio pam4_symbol;   ///< wrong slicer decisions
  MeasuredRatio pre_fec_bit;   ///< wrong bits before the decoder
  MeasuredRatio fec_symbol;    ///< wrong FEC symbols before the decoder
  MeasuredRatio codeword;      ///< uncorrectable codewords
  MeasuredRatio post_fec_bit;  ///< wrong message bits after the decoder
};
LinkRatios link_ratios(RsCode code, const LinkCounters& counters);

/// When a measurement ends: after `max_codewords`, or earlier, as soon as `target_errors`
/// uncorrectable codewords were seen (0: no such target).
struct StopRule {
  std::uint64_t max_codewords = 0;
  std::uint64_t target_errors = 0;

  bool done(const LinkCounters& counters) const {
    return counters.codewords >= max_codewords ||
           (target_errors != 0 && counters.uncorrectable_codewords >= target_errors);
  }
};

}  // namespace lightloop::golden
