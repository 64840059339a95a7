// SPDX-License-Identifier: Apache-2.0
#include "host/link/link_runner.hpp"

#include <algorithm>
#include <chrono>

#include "host/link/stop_rule.hpp"

namespace lightloop::host {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kShortBatch = std::chrono::milliseconds(50);
constexpr auto kLongBatch = std::chrono::milliseconds(200);
constexpr std::uint64_t kFirstBatch = 16;

}  // namespace

LinkMeasurement run_link(LinkSession& session, const golden::StopRule& rule,
                         const LinkRunHooks& hooks) {
  LinkMeasurement result;
  const auto start = Clock::now();
  std::uint64_t batch = kFirstBatch;
  std::uint64_t checkpoint = next_checkpoint(rule, 0);
  for (;;) {
    if (hooks.interrupted()) {
      result.stop_reason = StopReason::kInterrupted;
      break;
    }
    const auto before = Clock::now();
    result.counters = session.advance(std::min(batch, checkpoint - result.counters.codewords));
    const auto elapsed = Clock::now() - before;
    if (elapsed < kShortBatch) batch *= 2;
    if (elapsed > kLongBatch) batch = std::max<std::uint64_t>(batch / 2, 1);
    hooks.progress(result.counters);
    if (result.counters.codewords < checkpoint) continue;
    if (rule.done(result.counters)) {
      result.stop_reason = result.counters.codewords >= rule.max_codewords ? StopReason::kCodewords
                                                                           : StopReason::kErrors;
      break;
    }
    checkpoint = next_checkpoint(rule, result.counters.codewords);
  }
  result.wall_seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return result;
}

}  // namespace lightloop::host
