// SPDX-License-Identifier: Apache-2.0
// What the benches of all kernels are to put to them: starts at every moment, every response.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/bus/axi4_memory_slave.hpp"
#include "testbenches/lib/cover_group.hpp"

namespace lightloop::testbenches {

/// What a kernel did last when it is started.
enum class BeforeStart : std::uint8_t { kReset, kRun, kBrokenOff, kRunning };

class StartCoverage {
 public:
  explicit StartCoverage(const std::string& kernel) : starts_("kernel starts", kernel) {
    using testbench::bin;
    const auto of = [](BeforeStart before) {
      return std::vector<testbench::ValueRange>{static_cast<std::int64_t>(before)};
    };
    starts_.point("before", [](BeforeStart before) { return before; },
                  {bin("a reset", of(BeforeStart::kReset)), bin("a run", of(BeforeStart::kRun)),
                   bin("a reset in mid-run", of(BeforeStart::kBrokenOff)),
                   bin("the run goes on", of(BeforeStart::kRunning))});
  }

  void start() {
    starts_.sample(running_ > 0 ? BeforeStart::kRunning : last_);
    ++running_;
  }
  void done() {
    if (running_ > 0) --running_;
    last_ = BeforeStart::kRun;
  }
  void reset() {
    last_ = running_ > 0 ? BeforeStart::kBrokenOff : BeforeStart::kReset;
    running_ = 0;
  }

 private:
  testbench::CoverGroup<BeforeStart> starts_;
  BeforeStart last_ = BeforeStart::kReset;
  unsigned running_ = 0;  // started, and ap_done not seen
};

/// Responses on one channel, R or B, of a memory port; also counts them. Attached to a bench.
class ResponseCoverage {
 public:
  /// `channel` is "<kernel> <port> R" or "... B".
  ResponseCoverage(const std::string& channel, bus::Signal valid, bus::Signal ready,
                   bus::Signal response)
      : responses_("kernel memory responses", channel),
        valid_(valid),
        ready_(ready),
        response_(response) {
    using testbench::bin;
    responses_.point("response", [](std::uint64_t value) { return value; },
                     {bin("OKAY", {0}), bin("SLVERR", {2}), bin("DECERR", {3})});
  }

  void drive() {}
  void sample() {
    if (valid_.get() == 0 || ready_.get() == 0) return;
    ++taken_;
    responses_.sample(response_.get());
  }

  /// Responses that the kernel has taken.
  std::uint64_t taken() const { return taken_; }

 private:
  testbench::CoverGroup<std::uint64_t> responses_;
  bus::Signal valid_, ready_, response_;
  std::uint64_t taken_ = 0;
};

/// Clocks in which a memory holds back, in percent.
inline std::vector<testbench::CoverBin> stall_bins() {
  using testbench::bin;
  return {bin("none", {0}), bin("some", {{1, 49}}), bin("heavy", {{50, 99}})};
}

/// Codewords of a run.
inline std::vector<testbench::CoverBin> codewords_bins() {
  using testbench::bin;
  return {bin("none", {0}), bin("one", {1}), bin("many", {{2, INT64_MAX}})};
}

}  // namespace lightloop::testbenches
