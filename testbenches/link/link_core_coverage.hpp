// SPDX-License-Identifier: Apache-2.0
// What the tests of ll_link_core put to it: configurations and what comes of them, kinds of runs,
// and what it is doing when it is reset.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "sim/golden/digital_link.hpp"
#include "sim/golden/rs_code.hpp"
#include "testbenches/lib/cover_group.hpp"

namespace lightloop::link_bench {

/// A configuration, and the counters at the end of the session.
class LinkSessionCoverage {
 public:
  LinkSessionCoverage(const std::string& instance, golden::RsParameters code)
      : sessions_("link_core sessions", instance) {
    using testbench::bin;
    auto& precoding = sessions_.point(
        "precoding", [](const Session& s) { return s.config.precoding; }, testbench::no_yes());
    sessions_.point(
        "noise",
        [](const Session& s) { return s.config.noise_enable ? std::int64_t{s.config.sigma} : -1; },
        {bin("disabled", {-1}), bin("sigma zero", {0}), bin("some", {{1, 0xFFFE}}),
         bin("largest sigma", {0xFFFF})});
    sessions_.point("main tap", [](const Session& s) { return s.config.taps[0]; },
                    {bin("least", {1}), bin("one", {256}), bin("most", {511}),
                     bin("other", {{2, 255}, {257, 510}})});
    auto& interference = sessions_.point(
        "interference",
        [](const Session& s) {
          return std::any_of(s.config.taps.begin() + 1, s.config.taps.end(),
                             [](std::int16_t tap) { return tap != 0; });
        },
        testbench::no_yes());
    sessions_.point("symbols injected",
                    [code](const Session& s) { return injected(s.config, code.n); },
                    {bin("none", {0}), bin("fewer than t", {{1, code.t - 1}}), bin("t", {code.t}),
                     bin("more than t", {{code.t + 1, code.n - 1}}), bin("all", {code.n})});
    sessions_.point("codewords", outcome,
                    {bin("all clean", {kClean}), bin("corrected", {kCorrected}),
                     bin("some uncorrectable", {kSomeUncorrectable}),
                     bin("all uncorrectable", {kAllUncorrectable})});
    sessions_.cross("precoding x interference", {&precoding, &interference});
  }

  /// `counters` of at least one codeword.
  void sample(const golden::DigitalLinkConfig& config, const golden::LinkCounters& counters) {
    sessions_.sample({config, counters});
  }

 private:
  struct Session {
    golden::DigitalLinkConfig config;
    golden::LinkCounters counters;
  };
  static constexpr int kClean = 0, kCorrected = 1, kSomeUncorrectable = 2, kAllUncorrectable = 3;

  /// Into each codeword that is hit at all.
  static int injected(const golden::DigitalLinkConfig& config, int n) {
    if (config.inject_period == 0 || config.inject_mask == 0) return 0;
    return std::min<int>(config.inject_length, n - config.inject_start);
  }

  static int outcome(const Session& session) {
    const golden::LinkCounters& counters = session.counters;
    if (counters.uncorrectable_codewords == counters.codewords) return kAllUncorrectable;
    if (counters.uncorrectable_codewords != 0) return kSomeUncorrectable;
    return counters.corrected_codewords != 0 ? kCorrected : kClean;
  }

  testbench::CoverGroup<Session> sessions_;
};

/// How a run is started.
struct LinkRun {
  bool restart = false;
  bool opened = false;  ///< there is a session already
  std::uint64_t codewords = 0;
};

class LinkRunCoverage {
 public:
  explicit LinkRunCoverage(const std::string& instance) : runs_("link_core runs", instance) {
    using testbench::bin;
    auto& restart = runs_.point("restart", &LinkRun::restart, testbench::no_yes());
    auto& opened = runs_.point("in a session", &LinkRun::opened, testbench::no_yes());
    auto& codewords =
        runs_.point("codewords", &LinkRun::codewords,
                    {bin("none", {0}), bin("one", {1}), bin("more", {{2, 1'000'000}})});
    runs_.cross("restart x in a session", {&restart, &opened});
    runs_.cross("restart x codewords", {&restart, &codewords});
    runs_.cross("in a session x codewords", {&opened, &codewords});
  }
  void sample(const LinkRun& run) { runs_.sample(run); }

 private:
  testbench::CoverGroup<LinkRun> runs_;
};

/// How far a noisy run has come when it is reset, by its counters.
class LinkResetCoverage {
 public:
  explicit LinkResetCoverage(const std::string& instance) : resets_("link_core resets", instance) {
    using testbench::bin;
    resets_.point("phase", phase,
                  {bin("session is prepared", {kPreparing}),
                   bin("first codeword under way", {kUnderWay}), bin("codewords come", {kComing})});
  }
  void sample(const golden::LinkCounters& counters) { resets_.sample(counters); }

 private:
  static constexpr int kPreparing = 0, kUnderWay = 1, kComing = 2;
  static int phase(const golden::LinkCounters& counters) {
    if (counters.codewords != 0) return kComing;
    return counters.pam4_symbol_errors != 0 ? kUnderWay : kPreparing;
  }

  testbench::CoverGroup<golden::LinkCounters> resets_;
};

}  // namespace lightloop::link_bench
