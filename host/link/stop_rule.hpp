// SPDX-License-Identifier: Apache-2.0
// When a measurement looks whether it has seen enough.
#pragma once

#include <cstdint>
#include <limits>

#include "sim/golden/statistics.hpp"
#include "sim/golden/target_ratio.hpp"

namespace lightloop::host {

/// golden::StopRule::max_codewords of a run that only errors end.
inline constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

/// The next count of codewords at which the rule is asked, after `done`. It depends on nothing
/// else, so a run stops at the same codeword on every engine: a rule with an error target is asked
/// after 64 codewords and then whenever the run has grown by a sixteenth.
std::uint64_t next_checkpoint(const golden::StopRule& rule, std::uint64_t done);

/// How the error target of `rule` took part in ending a run after `codewords`.
golden::TargetStop target_stop(const golden::StopRule& rule, std::uint64_t codewords);

}  // namespace lightloop::host
