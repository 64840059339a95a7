// SPDX-License-Identifier: Apache-2.0
// Where the errors of the words are that a decoder gets, and what it is doing when it is reset.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/golden/rs_code.hpp"
#include "testbenches/lib/cover_group.hpp"

namespace lightloop::testbench {

/// A received word as the decoder has to see it.
struct ReceivedWord {
  static constexpr int kHopeless = -1;
  int errors = 0;  ///< kHopeless: no codeword within t symbols
  bool at_first = false;
  bool at_last = false;
  bool in_parity = false;
};

/// The words that a decoder gets.
class ReceivedWordCoverage {
 public:
  ReceivedWordCoverage(const std::string& instance, golden::RsParameters shape)
      : shape_(shape), words_("rs_decoder words", instance) {
    std::vector<CoverBin> counts = each(0, shape.t);
    counts.push_back(bin("hopeless", {ReceivedWord::kHopeless}));
    auto& errors = words_.point("errors", &ReceivedWord::errors, counts);
    auto& first = words_.point("in the first symbol", &ReceivedWord::at_first, no_yes());
    auto& last = words_.point("in the last symbol", &ReceivedWord::at_last, no_yes());
    auto& parity = words_.point("in the parity", &ReceivedWord::in_parity, no_yes());
    for (auto* place : {&first, &last, &parity}) {
      words_.cross("errors x " + place->name(), {&errors, place},
                   {{"0", "yes"}, {"hopeless", "*"}});
    }
  }

  /// `decoded` is what must come of it.
  void sample(std::span<const golden::FecSymbol> received,
              std::span<const golden::FecSymbol> decoded, bool hopeless) {
    ReceivedWord word;
    if (hopeless) {
      word.errors = ReceivedWord::kHopeless;
    } else {
      for (int i = 0; i < shape_.n; ++i) {
        if (received[i] == decoded[i]) continue;
        ++word.errors;
        word.at_first = word.at_first || i == 0;
        word.at_last = word.at_last || i == shape_.n - 1;
        word.in_parity = word.in_parity || i >= shape_.k;
      }
    }
    words_.sample(word);
  }

 private:
  golden::RsParameters shape_;
  CoverGroup<ReceivedWord> words_;
};

/// What the decoder is doing when it is reset.
enum class DecoderPhase { kReceiving, kSolving, kSearching, kSending, kBlocked };
inline constexpr int kDecoderPhases = 5;

class DecoderResetCoverage {
 public:
  explicit DecoderResetCoverage(const std::string& instance)
      : resets_("rs_decoder resets", instance) {
    const auto of = [](DecoderPhase phase) {
      return std::vector<ValueRange>{static_cast<std::int64_t>(phase)};
    };
    resets_.point("phase", [](DecoderPhase phase) { return phase; },
                  {bin("the first word comes in", of(DecoderPhase::kReceiving)),
                   bin("its key is solved", of(DecoderPhase::kSolving)),
                   bin("its errors are searched", of(DecoderPhase::kSearching)),
                   bin("words leave", of(DecoderPhase::kSending)),
                   bin("the output is blocked", of(DecoderPhase::kBlocked))});
  }
  void sample(DecoderPhase phase) { resets_.sample(phase); }

 private:
  CoverGroup<DecoderPhase> resets_;
};

}  // namespace lightloop::testbench
