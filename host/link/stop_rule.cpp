// SPDX-License-Identifier: Apache-2.0
#include "host/link/stop_rule.hpp"

#include <algorithm>

namespace lightloop::host {

std::uint64_t next_checkpoint(const golden::StopRule& rule, std::uint64_t done) {
  constexpr std::uint64_t kFirst = 64;
  if (rule.target_errors == 0 || done >= rule.max_codewords) return rule.max_codewords;
  return done + std::min(rule.max_codewords - done, std::max(kFirst, done / 16));
}

golden::TargetStop target_stop(const golden::StopRule& rule, std::uint64_t codewords) {
  golden::TargetStop stop{.target = rule.target_errors};
  if (stop.target == 0) return stop;
  const std::uint64_t end = std::min(codewords, rule.max_codewords);
  for (std::uint64_t next = next_checkpoint(rule, 0); next < end;
       next = next_checkpoint(rule, next))
    stop.previous = next;
  return stop;
}

}  // namespace lightloop::host
