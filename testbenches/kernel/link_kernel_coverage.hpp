// SPDX-License-Identifier: Apache-2.0
// What the bench of ll_link is to put to it.
#pragma once

#include <cstdint>
#include <string>

#include "drivers/registers/ll_link.hpp"
#include "testbenches/kernel/kernel_coverage.hpp"
#include "testbenches/lib/cover_group.hpp"

namespace lightloop::testbenches {

/// A run that ended without an error, and what the session's counters say after it.
struct LinkRunOutcome {
  std::uint32_t code;
  bool restart;
  std::uint64_t codewords;
  unsigned stall_percent;  ///< of the memory
  std::uint64_t session_codewords;
  std::uint64_t corrected;
  std::uint64_t uncorrectable;
};

class LinkRunCoverage {
 public:
  LinkRunCoverage() {
    using testbench::bin;
    auto& code = runs_.point(
        "code", &LinkRunOutcome::code,
        {bin("KP4", {drivers::ll_link::kCodeKp4}), bin("KR4", {drivers::ll_link::kCodeKr4})});
    auto& restart = runs_.point("restart", &LinkRunOutcome::restart, testbench::no_yes());
    auto& codewords = runs_.point("codewords", &LinkRunOutcome::codewords, codewords_bins());
    runs_.cross("code x restart x codewords", {&code, &restart, &codewords});
    runs_.point("successive restarts", &LinkRunOutcome::restart,
                {testbench::transition("restart, restart", {1, 1}),
                 testbench::transition("restart, go on", {1, 0}),
                 testbench::transition("go on, restart", {0, 1})});
    auto& stalls = runs_.point("memory stalls", &LinkRunOutcome::stall_percent, stall_bins());
    runs_.cross("code x memory stalls", {&code, &stalls});
    const auto some = [&](const char* name, auto count) {
      auto& point = runs_.point(
          name, [count](const LinkRunOutcome& run) { return count(run) > 0; }, testbench::no_yes());
      runs_.cross(std::string("code x ") + name, {&code, &point});
    };
    some("clean codewords", [](const LinkRunOutcome& run) {
      return run.session_codewords - run.corrected - run.uncorrectable;
    });
    some("corrected codewords", [](const LinkRunOutcome& run) { return run.corrected; });
    some("uncorrectable codewords", [](const LinkRunOutcome& run) { return run.uncorrectable; });
  }

  void run(const LinkRunOutcome& run) { runs_.sample(run); }
  /// A reset lies between the next run and the last.
  void reset() { runs_.break_transitions(); }

 private:
  testbench::CoverGroup<LinkRunOutcome> runs_{"ll_link runs"};
};

}  // namespace lightloop::testbenches
