// SPDX-License-Identifier: Apache-2.0
// When a measurement has seen enough.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "sim/golden/digital_link.hpp"

namespace lightloop::host {

/// The stop rules of BER tools. At least one is set; the first that is met ends the run.
struct StopRule {
  std::optional<std::uint64_t> codewords;  ///< exactly so many
  std::optional<std::uint64_t>
      errors;  ///< at least so many codeword errors (uncorrectable or wrong)
};

enum class StopReason { kCodewords, kErrors, kInterrupted };

/// Codeword errors that --errors counts: flagged by the decoder, or wrong without a flag.
inline std::uint64_t codeword_errors(const golden::LinkCounters& counters) {
  return std::max(counters.uncorrectable_codewords, counters.post_fec_errored_codewords);
}

/// The next count of codewords at which the rule is looked at, after `done`. It depends on nothing
/// else, so a run stops at the same codeword on every engine: --errors looks after 64 codewords and
/// then whenever the run has grown by a sixteenth.
std::uint64_t next_checkpoint(const StopRule& rule, std::uint64_t done);

/// The rule that the counters meet, if any. To be asked at checkpoints.
std::optional<StopReason> met(const StopRule& rule, const golden::LinkCounters& counters);

}  // namespace lightloop::host
