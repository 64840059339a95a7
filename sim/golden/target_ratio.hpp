// SPDX-License-Identifier: Apache-2.0
// The ratio of a run that goes on until enough events have been seen. Such a run tends to end when
// events come early, so events / trials reads high: by about 1 / (target - 1) of the true ratio.
#pragma once

#include <cstdint>

#include "sim/golden/statistics.hpp"

namespace lightloop::golden {

/// How such a run ended: it is asked at checkpoints, numbers of trials that are fixed beforehand,
/// whether `target` events have been seen, and ends at the first one that finds them.
struct TargetStop {
  std::uint64_t target = 0;    ///< 0: nothing depends on the events
  std::uint64_t previous = 0;  ///< trials at the checkpoint before the end; 0: there was none
};

/// Above this target events / trials is reported as it is: it reads high by less than a hundredth
/// of its interval.
inline constexpr std::uint64_t kLargestCorrectedTarget = 100'000;

/// The ratio of independent trials of which `events` of `trials` had been seen at the end.
///
/// The value is the unbiased estimate: the mean of events / trials at the checkpoint before the
/// end, over all orders of these events that do not end the run earlier (Girshick, Mosteller and
/// Savage 1946). With a checkpoint after each trial it is (target - 1) / (trials - 1) (Haldane
/// 1945). For a target of 1 it is 0 or 1 whatever the ratio, so events / trials is given.
///
/// The interval has at most 2.5 % in each tail, exactly: an earlier end is the larger ratio, and at
/// the same end more events are. Where the checkpoint before had no say (fewer than `target` events
/// at the end, no checkpoint before, or one of fewer trials than `target`), and for counts that no
/// such run has, all is as in measured_ratio(events, trials). Throws std::invalid_argument when
/// events > trials or previous >= trials > 0.
MeasuredRatio measured_ratio(std::uint64_t events, std::uint64_t trials, const TargetStop& stop);

}  // namespace lightloop::golden
