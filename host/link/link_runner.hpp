// SPDX-License-Identifier: Apache-2.0
// Runs a link until a stop rule is met.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "host/engine/engine.hpp"
#include "sim/golden/digital_link.hpp"
#include "sim/golden/statistics.hpp"

namespace lightloop::host {

enum class StopReason { kCodewords, kErrors, kInterrupted, kFailed };

/// What one run has measured.
struct LinkMeasurement {
  golden::LinkCounters counters;
  StopReason stop_reason = StopReason::kCodewords;
  double wall_seconds = 0;
  std::string failure{};  ///< of kFailed: what the session threw
};

/// 0 of a measurement that took no time.
double codewords_per_second(const LinkMeasurement& measurement);

/// Called between batches, a few times a second.
struct LinkRunHooks {
  std::function<void(const golden::LinkCounters&)> progress = [](const auto&) {};
  std::function<bool()> interrupted = [] { return false; };  ///< true ends the run early
};

/// Runs `session` until `rule` is met or hooks.interrupted() says so. The rule is asked at the
/// checkpoints of stop_rule.hpp, so the counters depend on the session and the rule alone; how the
/// work is cut into batches follows the engine's speed, so that the hooks are called about ten
/// times a second. rule.max_codewords is at least 1. A session that throws, or counts other
/// codewords than it was told to send, ends the run with what was counted until then.
LinkMeasurement run_link(LinkSession& session, const golden::StopRule& rule,
                         const LinkRunHooks& hooks);

}  // namespace lightloop::host
