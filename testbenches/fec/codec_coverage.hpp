// SPDX-License-Identifier: Apache-2.0
// What the benches of encoder and decoder are to put to each model: every handshake on both
// streams, every outcome of a word.
#pragma once

#include <string>

#include "testbenches/lib/cover_group.hpp"

namespace lightloop::testbench {

/// Handshakes of s_axis_* and m_axis_*, clock by clock. Attached to a bench.
class StreamCoverage {
 public:
  explicit StreamCoverage(const std::string& model) : streams_("codec streams", model) {
    streams_.point("input", &Clock::input, handshakes());
    streams_.point("output", &Clock::output, handshakes());
  }

  template <typename Model>
  void drive(Model& /*model*/) {}

  template <typename Model>
  void sample(Model& model) {
    streams_.sample({.input = 2 * model.s_axis_tvalid + model.s_axis_tready,
                     .output = 2 * model.m_axis_tvalid + model.m_axis_tready});
  }

  /// A reset lies between this clock and the last.
  void restart() { streams_.break_transitions(); }

 private:
  struct Clock {
    int input;  ///< 2 valid + ready
    int output;
  };

  static std::vector<CoverBin> handshakes() {
    return {bin("nothing offered", {0, 1}),
            bin("waits", {2}),
            bin("moves", {3}),
            transition("moves in successive clocks", {3, 3}),
            transition("moves after waiting", {2, 3}),
            transition("waits long", {2, 2, 2}),
            transition("pauses after a beat", {3, {0, 1}}),
            transition("goes on after a pause", {{0, 1}, 3})};
  }

  CoverGroup<Clock> streams_;
};

/// What became of a word.
struct WordOutcome {
  bool uncorrectable;
  unsigned corrected_symbols;
};

/// Outcomes of the words of a decoder of `t` symbols.
class DecoderCoverage {
 public:
  DecoderCoverage(const std::string& model, int t) : words_("decoded words", model) {
    words_.point(
        "corrected symbols",
        [](const WordOutcome& w) {
          return w.uncorrectable ? -1 : static_cast<int>(w.corrected_symbols);
        },
        each(0, t));
    words_.point(
        "succession",
        [t](const WordOutcome& w) {
          return w.uncorrectable                                   ? kHopeless
                 : w.corrected_symbols == 0                        ? kClean
                 : w.corrected_symbols == static_cast<unsigned>(t) ? kFull
                                                                   : kSome;
        },
        {transition("clean, full", {kClean, kFull}), transition("full, clean", {kFull, kClean}),
         transition("full, full", {kFull, kFull}),
         transition("full, uncorrectable", {kFull, kHopeless}),
         transition("uncorrectable, full", {kHopeless, kFull}),
         transition("uncorrectable, clean", {kHopeless, kClean}),
         transition("uncorrectable three times", {kHopeless, kHopeless, kHopeless})});
  }

  void sample(const WordOutcome& word) { words_.sample(word); }

 private:
  enum Outcome { kClean, kSome, kFull, kHopeless };
  CoverGroup<WordOutcome> words_;
};

}  // namespace lightloop::testbench
