// SPDX-License-Identifier: Apache-2.0
// What the decoder tests share: received words go through a Verilated decoder, and each word that
// comes out is compared in its cycle with what must come.
#pragma once

#include <algorithm>
#include <cstdint>
#include <gtest/gtest.h>
#include <memory>
#include <span>
#include <tuple>
#include <vector>

#include "testbenches/fec/codec_bench.hpp"
#include "testbenches/fec/decoder_coverage.hpp"
#include "testbenches/fec/shapes.hpp"
#include "testbenches/fec/words.hpp"
#include "testbenches/lib/scoreboard.hpp"

namespace lightloop::testbench {

using golden::CodewordStatus;
using golden::FecSymbol;

struct DecodedWord {
  Words symbols;
  bool uncorrectable = false;
  unsigned corrected_symbols = 0;
  static constexpr auto kFields =
      std::tuple(Field{"uncorrectable", &DecodedWord::uncorrectable},
                 Field{"corrected_symbols", &DecodedWord::corrected_symbols},
                 Field{"symbols", &DecodedWord::symbols});
};
using Decoded = std::vector<DecodedWord>;

template <typename Shape>
class RsDecoder : public testing::Test {
 protected:
  using Bench = CodecBench<typename Shape::Decoder>;
  static constexpr golden::RsParameters kParameters = Shape::kParameters;
  static constexpr int kN = kParameters.n;
  static constexpr int kT = kParameters.t;
  static constexpr int kBeats = Shape::stream().beats();
  static constexpr int kLatency = 2 * kBeats + 2 * kT + 8;  // rtl/fec/ll_rs_decoder.sv

  static std::span<FecSymbol> word(Words& words, int index) {
    return std::span(words).subspan(std::size_t(index) * kN, kN);
  }
  static Words copy_of(const Words& words, std::size_t index) {
    return {words.begin() + index * kN, words.begin() + (index + 1) * kN};
  }

  /// Fills the last beat's lanes with all-zero codewords.
  static Words whole_beats(Words words) {
    const std::size_t step = std::size_t(kN) * Shape::kLanes;
    words.resize((words.size() + step - 1) / step * step);
    return words;
  }

  /// The codewords, word i with errors[i] corrections.
  static Decoded corrected(const Words& codewords, const std::vector<int>& errors) {
    Decoded decoded;
    for (std::size_t i = 0; i < errors.size(); ++i) {
      decoded.push_back({copy_of(codewords, i), false, static_cast<unsigned>(errors[i])});
    }
    return decoded;
  }
  /// The words as they came, flagged.
  static Decoded hopeless(const Words& received) {
    Decoded decoded;
    for (std::size_t i = 0; i < received.size() / kN; ++i) {
      decoded.push_back({copy_of(received, i), true, 0});
    }
    return decoded;
  }
  static Decoded golden_decode(const Words& received) {
    Words words(received.size());
    std::vector<CodewordStatus> status(received.size() / kN);
    golden::rs_decode(Shape::kCode, received, words, status);
    Decoded decoded;
    for (std::size_t i = 0; i < status.size(); ++i) {
      decoded.push_back({copy_of(words, i), status[i].uncorrectable, status[i].corrected_symbols});
    }
    return decoded;
  }

  /// From now on the words at the sink are compared with these, and then with nothing.
  static void expect(Bench& bench, Scoreboard<DecodedWord>& board, const Decoded& expected) {
    for (const DecodedWord& word : expected) board.expect(word);
    bench.sink().on_word(
        [&board, coverage = std::make_shared<DecoderCoverage>(ShapeName::GetName<Shape>(0), kT)](
            std::span<const FecSymbol> word, std::uint8_t user, std::uint64_t cycle) {
          coverage->sample({(user & 0x20) != 0, user & 0x1FU});
          board.found({Words(word.begin(), word.end()), (user & 0x20) != 0, user & 0x1FU}, cycle);
        });
  }

  /// Decodes `received`; exactly the words of `expected` must come out.
  static void check(const Words& received, Decoded expected, StreamPacer source_pacer = {},
                    StreamPacer sink_pacer = {}) {
    const Words padded = whole_beats(received);
    expected.resize(padded.size() / kN, DecodedWord{Words(kN), false, 0});
    const std::uint64_t beats = padded.size() / kN / Shape::kLanes * kBeats;
    Bench bench(Shape::stream(), source_pacer, sink_pacer);
    Scoreboard<DecodedWord> board("decoded words");
    expect(bench, board, expected);
    ReceivedWordCoverage coverage(ShapeName::GetName<Shape>(0), kParameters);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      coverage.sample(copy_of(padded, i), expected[i].symbols, expected[i].uncorrectable);
    }
    bench.source().send(padded);
    bench.run_until_received(beats, 100 * beats + std::uint64_t{10} * kLatency);
    bench.run_cycles(2 * kLatency);
    EXPECT_EQ(bench.sink().rule_violations(), 0u);
    EXPECT_FALSE(bench.frame_error());
  }

  /// `count` codewords with 0..t random errors each.
  static void check_random_correctable(Random random, int count) {
    const Words codewords = random_codewords(Shape::kCode, count, random);
    Words received = codewords;
    std::vector<int> errors(count);
    for (int i = 0; i < count; ++i) {
      errors[i] = random.between(0, kT);
      add_errors(word(received, i), random_positions(errors[i], kN, random), random);
    }
    check(received, corrected(codewords, errors));
  }

  /// `count` words with more than t errors, most of them with few more.
  static void check_random_beyond_t(Random random, int count) {
    Words received = random_codewords(Shape::kCode, count, random);
    for (int i = 0; i < count; ++i) {
      const int errors = random.between(kT + 1, i % 4 == 0 ? kN : kT + 3);
      add_errors(word(received, i), random_positions(errors, kN, random), random);
    }
    check(received, golden_decode(received));
  }
};

}  // namespace lightloop::testbench
