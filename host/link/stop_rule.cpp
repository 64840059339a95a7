// SPDX-License-Identifier: Apache-2.0
#include "host/link/stop_rule.hpp"

#include <algorithm>

namespace lightloop::host {

std::uint64_t next_checkpoint(const golden::StopRule& rule, std::uint64_t done) {
  constexpr std::uint64_t kFirst = 64;
  if (rule.target_errors == 0 || done >= rule.max_codewords) return rule.max_codewords;
  return done + std::min(rule.max_codewords - done, std::max(kFirst, done / 16));
}

}  // namespace lightloop::host
