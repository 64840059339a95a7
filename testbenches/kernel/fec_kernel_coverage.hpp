// SPDX-License-Identifier: Apache-2.0
// What the bench of ll_fec is to put to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "drivers/registers/ll_fec.hpp"
#include "testbenches/kernel/kernel_coverage.hpp"
#include "testbenches/lib/cover_group.hpp"

namespace lightloop::testbenches {

/// What a run was asked for.
struct FecRun {
  std::uint32_t mode;
  std::uint32_t code;
  std::size_t codewords;
  unsigned stall_percent;  ///< of the memory
};

class FecRunCoverage {
 public:
  FecRunCoverage() {
    auto& code = runs_.point("code", &FecRun::code, code_bins());
    auto& direction = runs_.point("direction", &FecRun::mode,
                                  {testbench::bin("encode", {drivers::ll_fec::kModeEncoder}),
                                   testbench::bin("decode", {drivers::ll_fec::kModeDecoder})});
    auto& codewords = runs_.point("codewords", &FecRun::codewords, codewords_bins());
    auto& stalls = runs_.point("memory stalls", &FecRun::stall_percent, stall_bins());
    runs_.cross("code x direction x codewords", {&code, &direction, &codewords});
    runs_.cross("code x direction x memory stalls", {&code, &direction, &stalls});

    auto& word_code = words_.point("code", &Word::code, code_bins());
    auto& status =
        words_.point("status", &Word::status,
                     {testbench::bin("clean", {kClean}), testbench::bin("corrected", {kCorrected}),
                      testbench::bin("uncorrectable", {kUncorrectable})});
    words_.cross("code x status", {&word_code, &status});
  }

  void run(const FecRun& run) { runs_.sample(run); }
  /// The status of a codeword as it stands in memory.
  void status(std::uint32_t code, std::uint32_t word) {
    const Status status = (word >> 31) != 0 ? kUncorrectable : word != 0 ? kCorrected : kClean;
    words_.sample({code, status});
  }

 private:
  enum Status { kClean, kCorrected, kUncorrectable };
  struct Word {
    std::uint32_t code;
    Status status;
  };

  static std::vector<testbench::CoverBin> code_bins() {
    return {testbench::bin("KP4", {drivers::ll_fec::kCodeKp4}),
            testbench::bin("KR4", {drivers::ll_fec::kCodeKr4})};
  }

  testbench::CoverGroup<FecRun> runs_{"ll_fec runs"};
  testbench::CoverGroup<Word> words_{"ll_fec codewords"};
};

/// How far a run is when a reset ends it.
class FecResetCoverage {
 public:
  FecResetCoverage() {
    auto& direction = resets_.point("direction", &Reset::mode,
                                    {testbench::bin("encode", {drivers::ll_fec::kModeEncoder}),
                                     testbench::bin("decode", {drivers::ll_fec::kModeDecoder})});
    auto& phase = resets_.point(
        "phase", &Reset::phase,
        {testbench::bin("nothing has come", {kBegun}), testbench::bin("codewords come", {kReading}),
         testbench::bin("results have been written", {kWriting})});
    resets_.cross("direction x phase", {&direction, &phase});
  }

  /// `read` and `written` are the responses on R and B in this run.
  void reset(std::uint32_t mode, std::uint64_t read, std::uint64_t written) {
    resets_.sample({mode, written > 0 ? kWriting : read > 0 ? kReading : kBegun});
  }

 private:
  enum Phase { kBegun, kReading, kWriting };
  struct Reset {
    std::uint32_t mode;
    Phase phase;
  };
  testbench::CoverGroup<Reset> resets_{"ll_fec resets"};
};

}  // namespace lightloop::testbenches
