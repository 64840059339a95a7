// SPDX-License-Identifier: Apache-2.0
#include "host/link/link_runner.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <fmt/format.h>

#include "host/link/stop_rule.hpp"

namespace lightloop::host {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kShortBatch = std::chrono::milliseconds(50);
constexpr auto kLongBatch = std::chrono::milliseconds(200);
constexpr std::uint64_t kFirstBatch = 16;
// Beyond what any engine does in a short batch.
constexpr std::uint64_t kLargestBatch = std::uint64_t{1} << 40;

// How many codewords to send at a time.
class BatchSize {
 public:
  std::uint64_t value() const { return value_; }

  void adapt(std::uint64_t sent, Clock::duration elapsed) {
    // A batch that a checkpoint cut short does not show that longer ones would be short too.
    if (elapsed < kShortBatch && sent == value_) value_ = std::min(2 * value_, kLargestBatch);
    if (elapsed > kLongBatch) value_ = std::max<std::uint64_t>(sent / 2, 1);
  }

 private:
  std::uint64_t value_ = kFirstBatch;
};

// Sends `codewords` more, at least 1. Without the check a session that stands still would be asked
// for ever.
golden::LinkCounters send(LinkSession& session, std::uint64_t before, std::uint64_t codewords) {
  const golden::LinkCounters counters = session.advance(codewords);
  if (counters.codewords != before + codewords)
    throw DeviceError(fmt::format("link session: found {} codewords counted, expected {}",
                                  counters.codewords, before + codewords));
  return counters;
}

}  // namespace

double codewords_per_second(const LinkMeasurement& measurement) {
  if (measurement.wall_seconds <= 0) return 0;
  return static_cast<double>(measurement.counters.codewords) / measurement.wall_seconds;
}

LinkMeasurement run_link(LinkSession& session, const golden::StopRule& rule,
                         const LinkRunHooks& hooks) {
  LinkMeasurement result;
  const auto start = Clock::now();
  BatchSize batch;
  std::uint64_t checkpoint = next_checkpoint(rule, 0);
  for (;;) {
    if (hooks.interrupted()) {
      result.stop_reason = StopReason::kInterrupted;
      break;
    }
    const std::uint64_t codewords = result.counters.codewords;
    const std::uint64_t count = std::min(batch.value(), checkpoint - codewords);
    const auto before = Clock::now();
    try {
      result.counters = send(session, codewords, count);
    } catch (const std::exception& error) {
      result.stop_reason = StopReason::kFailed;
      result.failure = error.what();
      break;
    }
    batch.adapt(count, Clock::now() - before);
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
