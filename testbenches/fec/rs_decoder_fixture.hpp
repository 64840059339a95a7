// SPDX-License-Identifier: Apache-2.0
// What the decoder tests share: one run of received words through a Verilated decoder, and what to
// compare it with.
#pragma once

#include <algorithm>
#include <cstdint>
#include <gtest/gtest.h>
#include <span>
#include <vector>

#include "testbenches/fec/codec_bench.hpp"
#include "testbenches/fec/shapes.hpp"
#include "testbenches/fec/words.hpp"

namespace lightloop::testbench {

using golden::CodewordStatus;
using golden::FecSymbol;

struct Decoded {
  Words words;
  std::vector<CodewordStatus> status;
};

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

  /// Fills the last beat's lanes with all-zero codewords.
  static Words whole_beats(Words words) {
    const std::size_t step = std::size_t(kN) * Shape::kLanes;
    words.resize((words.size() + step - 1) / step * step);
    return words;
  }

  static Decoded results(Bench& bench, std::size_t count) {
    Decoded decoded{bench.sink().words(), {}};
    for (const std::uint8_t user : bench.sink().users()) {
      decoded.status.push_back({(user & 0x20) != 0, static_cast<std::uint8_t>(user & 0x1F)});
    }
    decoded.words.resize(count * kN);
    decoded.status.resize(count);
    return decoded;
  }

  static Decoded decode(const Words& received, StreamPacer source_pacer = {},
                        StreamPacer sink_pacer = {}) {
    const Words padded = whole_beats(received);
    const std::uint64_t beats = padded.size() / kN / Shape::kLanes * kBeats;
    Bench bench(Shape::stream(), source_pacer, sink_pacer);
    bench.source().send(padded);
    EXPECT_TRUE(bench.run_until_received(beats, 100 * beats + 10 * kLatency))
        << "words do not come out";
    bench.run_cycles(2 * kLatency);
    EXPECT_EQ(bench.sink().beats_received(), beats) << "words that were never sent";
    EXPECT_EQ(bench.sink().rule_violations(), 0u);
    EXPECT_FALSE(bench.frame_error());
    return results(bench, received.size() / kN);
  }

  static Decoded golden_decode(const Words& received) {
    Decoded decoded{Words(received.size()), std::vector<CodewordStatus>(received.size() / kN)};
    golden::rs_decode(Shape::kCode, received, decoded.words, decoded.status);
    return decoded;
  }

  static void expect_equal(const Decoded& actual, const Decoded& expected) {
    ASSERT_EQ(actual.status.size(), expected.status.size());
    for (std::size_t i = 0; i < actual.status.size(); ++i) {
      ASSERT_EQ(actual.status[i].uncorrectable, expected.status[i].uncorrectable) << "word " << i;
      ASSERT_EQ(int{actual.status[i].corrected_symbols}, int{expected.status[i].corrected_symbols})
          << "word " << i;
      ASSERT_TRUE(std::equal(actual.words.begin() + i * kN, actual.words.begin() + (i + 1) * kN,
                             expected.words.begin() + i * kN))
          << "word " << i;
    }
  }

  /// All words must come back as `codewords`, word i with errors[i] corrections.
  static void expect_corrected(const Decoded& actual, const Words& codewords,
                               const std::vector<int>& errors) {
    Decoded expected{codewords, {}};
    for (const int count : errors) {
      expected.status.push_back({false, static_cast<std::uint8_t>(count)});
    }
    expect_equal(actual, expected);
  }

  static void expect_uncorrectable(const Decoded& actual, const Words& received) {
    expect_equal(actual, {received, std::vector<CodewordStatus>(received.size() / kN,
                                                                CodewordStatus{true, 0})});
  }

  /// `count` codewords with 0..t random errors each.
  static void check_random_correctable(std::uint64_t seed, int count) {
    Random random(seed);
    const Words codewords = random_codewords(Shape::kCode, count, random);
    Words received = codewords;
    std::vector<int> errors(count);
    for (int i = 0; i < count; ++i) {
      errors[i] = static_cast<int>(random() % (kT + 1));
      add_errors(word(received, i), random_positions(errors[i], kN, random), random);
    }
    expect_corrected(decode(received), codewords, errors);
  }

  /// `count` words with more than t errors, most of them with few more.
  static void check_random_beyond_t(std::uint64_t seed, int count) {
    Random random(seed);
    Words received = random_codewords(Shape::kCode, count, random);
    for (int i = 0; i < count; ++i) {
      const int errors = i % 4 == 0 ? kT + 1 + static_cast<int>(random() % (kN - kT))
                                    : kT + 1 + static_cast<int>(random() % 3);
      add_errors(word(received, i), random_positions(errors, kN, random), random);
    }
    expect_equal(decode(received), golden_decode(received));
  }
};

}  // namespace lightloop::testbench
