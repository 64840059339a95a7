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

/// How a ratio follows from its counts.
enum class Estimator : std::uint8_t {
  kEventsPerTrial,    ///< events / trials
  kUnbiasedAtTarget,  ///< corrected for a run that enough events ended, target_ratio.hpp
};

/// A measured ratio and its 95 % interval.
struct MeasuredRatio {
  std::uint64_t events = 0;
  std::uint64_t trials = 0;
  double value = 0;  ///< 0 when there were no trials
  Interval interval;
  Estimator estimator = Estimator::kEventsPerTrial;
};

/// Of a number of trials that did not depend on the events.
MeasuredRatio measured_ratio(std::uint64_t events, std::uint64_t trials);

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
