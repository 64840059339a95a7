// SPDX-License-Identifier: Apache-2.0
#include "host/link/stop_rule.hpp"

#include <limits>

namespace lightloop::host {

std::uint64_t next_checkpoint(const StopRule& rule, std::uint64_t done) {
  constexpr std::uint64_t kFirst = 64;
  std::uint64_t next = std::numeric_limits<std::uint64_t>::max();
  if (rule.errors) next = done + std::max(kFirst, done / 16);
  if (rule.codewords) next = std::min(next, *rule.codewords);
  return next;
}

std::optional<StopReason> met(const StopRule& rule, const golden::LinkCounters& counters) {
  if (rule.errors && codeword_errors(counters) >= *rule.errors) return StopReason::kErrors;
  if (rule.codewords && counters.codewords >= *rule.codewords) return StopReason::kCodewords;
  return std::nullopt;
}

}  // namespace lightloop::host
