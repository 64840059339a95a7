// SPDX-License-Identifier: Apache-2.0
// ll_rs_encoder at every width against known answers and the golden model.
#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <numeric>
#include <span>

#include "testbenches/fec/codec_bench.hpp"
#include "testbenches/fec/shapes.hpp"
#include "testbenches/fec/words.hpp"
#include "testbenches/lib/scoreboard.hpp"
#include "tests/golden/rs_known_answers.hpp"

namespace lightloop::testbench {
namespace {

using golden::FecSymbol;

constexpr int kLatency = 2;  // rtl/fec/ll_rs_encoder.sv

template <typename Shape>
class RsEncoder : public testing::Test {
 protected:
  using Bench = CodecBench<typename Shape::Encoder>;
  static constexpr golden::RsParameters kParameters = Shape::kParameters;

  /// Messages in their places, something else in the parity places.
  static Words with_parity_places(const Words& messages, Random& random) {
    Words words;
    for (std::size_t i = 0; i < messages.size(); i += kParameters.k) {
      words.insert(words.end(), messages.begin() + i, messages.begin() + i + kParameters.k);
      for (int j = 0; j < kParameters.parity(); ++j) {
        words.push_back(static_cast<FecSymbol>(random() & 0x3FF));
      }
    }
    return words;
  }

  /// From now on the words at the sink are compared with these, and then with nothing.
  static void expect(Bench& bench, Scoreboard<Words>& board, const Words& codewords) {
    for (auto word = codewords.begin(); word != codewords.end(); word += kParameters.n) {
      board.expect(Words(word, word + kParameters.n));
    }
    bench.sink().on_word(
        [&board](std::span<const FecSymbol> word, std::uint8_t /*user*/, std::uint64_t cycle) {
          board.found(Words(word.begin(), word.end()), cycle);
        });
  }

  /// Encodes `messages`; exactly `codewords` must come out.
  static void check(const Words& messages, const Words& codewords, StreamPacer source_pacer = {},
                    StreamPacer sink_pacer = {}) {
    Random random = Random::for_test().branch("parity places");
    const std::uint64_t beats =
        messages.size() / kParameters.k / Shape::kLanes * Shape::stream().beats();
    Bench bench(Shape::stream(), source_pacer, sink_pacer);
    Scoreboard<Words> board("codewords");
    expect(bench, board, codewords);
    bench.source().send(with_parity_places(messages, random));
    bench.run_until_received(beats, 100 * beats + 1000);
    bench.run_cycles(20);
    EXPECT_EQ(bench.sink().rule_violations(), 0u);
    EXPECT_FALSE(bench.frame_error());
  }

  static Words golden_encode(const Words& messages) {
    Words codewords(messages.size() / kParameters.k * kParameters.n);
    golden::rs_encode(Shape::kCode, messages, codewords);
    return codewords;
  }
};

TYPED_TEST_SUITE(RsEncoder, CodecShapes, ShapeName);

// A message by name, and its parity in order of transmission.
struct KnownAnswer {
  const char* message;
  std::span<const FecSymbol> parity;
};

std::array<KnownAnswer, 4> known_answers(golden::RsCode code) {
  namespace known = golden::known;
  if (code == golden::RsCode::kKp4) {
    return {{{"last", known::kKp4LastOne},
             {"first", known::kKp4FirstOne},
             {"ramp", known::kKp4Counter},
             {"ones", known::kKp4AllOnes}}};
  }
  return {{{"last", known::kKr4LastOne},
           {"first", known::kKr4FirstOne},
           {"ramp", known::kKr4Counter},
           {"ones", known::kKr4AllOnes}}};
}

Words named_message(const std::string& name, int k) {
  Words message(k);
  if (name == "last") message.back() = 1;
  if (name == "first") message.front() = 1;
  if (name == "ramp") std::iota(message.begin(), message.end(), FecSymbol{0});
  if (name == "ones") std::fill(message.begin(), message.end(), FecSymbol{0x3FF});
  return message;
}

TYPED_TEST(RsEncoder, GivesTheStandardsParity) {
  for (const KnownAnswer& known : known_answers(TypeParam::kCode)) {
    SCOPED_TRACE(std::string("message '") + std::string(known.message) + "'");
    Words messages;
    Words codewords;
    for (int lane = 0; lane < TypeParam::kLanes; ++lane) {
      const Words message = named_message(known.message, TestFixture::kParameters.k);
      messages.insert(messages.end(), message.begin(), message.end());
      codewords.insert(codewords.end(), message.begin(), message.end());
      codewords.insert(codewords.end(), known.parity.begin(), known.parity.end());
    }
    this->check(messages, codewords);
  }
}

TYPED_TEST(RsEncoder, EqualsGoldenOnRandomMessages) {
  Random random = Random::for_test();
  const Words messages = random_messages(TypeParam::kCode, 200, random);
  this->check(messages, this->golden_encode(messages));
}

TYPED_TEST(RsEncoder, EncodesEveryMessagePlace) {
  const int k = TestFixture::kParameters.k;
  Random random = Random::for_test();
  Words messages(std::size_t(k) * k);
  for (int i = 0; i < k; ++i) {
    messages[std::size_t(i) * k + i] = static_cast<FecSymbol>(1 + random() % 1023);
  }
  this->check(messages, this->golden_encode(messages));
}

TYPED_TEST(RsEncoder, TakesPausesOnBothStreams) {
  Random random = Random::for_test();
  for (const unsigned gaps : {0U, 30U, 80U}) {
    for (const unsigned stalls : {0U, 30U, 80U}) {
      SCOPED_TRACE("gaps " + std::to_string(gaps) + " %, stalls " + std::to_string(stalls) + " %");
      const Words messages = random_messages(TypeParam::kCode, 20, random);
      this->check(messages, this->golden_encode(messages), StreamPacer(random(), gaps),
                  StreamPacer(random(), stalls));
    }
  }
}

TYPED_TEST(RsEncoder, GivesABeatEachClockAfterTwo) {
  Random random = Random::for_test();
  const StreamShape shape = TypeParam::stream();
  const int groups = 10;
  typename TestFixture::Bench bench(shape, {}, {});
  bench.source().send(this->with_parity_places(
      random_messages(TypeParam::kCode, groups * TypeParam::kLanes, random), random));
  const std::uint64_t beats = std::uint64_t(groups) * shape.beats();
  bench.run_until_received(beats, beats + 100);
  EXPECT_EQ(*bench.sink().first_cycle() - *bench.source().first_cycle(), std::uint64_t(kLatency));
  EXPECT_EQ(*bench.sink().last_cycle() - *bench.sink().first_cycle() + 1, beats);
  EXPECT_EQ(bench.source().waits(), 0u);
}

TYPED_TEST(RsEncoder, StartsAfreshAfterAResetInMidFrame) {
  Random random = Random::for_test();
  const StreamShape shape = TypeParam::stream();
  typename TestFixture::Bench bench(shape, {}, {});
  for (int attempt = 0; attempt < 20; ++attempt) {
    const Words messages = random_messages(TypeParam::kCode, 4 * TypeParam::kLanes, random);
    bench.sink().block(attempt % 4 == 3);
    bench.source().send(this->with_parity_places(messages, random));
    bench.run_cycles(1 + random() % (std::uint64_t{3} * shape.beats()));
    bench.restart(shape, {}, {});
    Scoreboard<Words> board("codewords after a reset");
    this->expect(bench, board, this->golden_encode(messages));
    bench.source().send(this->with_parity_places(messages, random));
    bench.run_until_received(4 * shape.beats(), 10 * shape.beats());
    ASSERT_EQ(bench.sink().rule_violations(), 0u) << "attempt " << attempt;
    bench.restart(shape, {}, {});
  }
}

TYPED_TEST(RsEncoder, ReportsMisframingUntilReset) {
  Random random = Random::for_test();
  const StreamShape shape = TypeParam::stream();
  const Words messages = random_messages(TypeParam::kCode, 4 * TypeParam::kLanes, random);
  typename TestFixture::Bench bench(shape, {}, {});
  // A tlast that is missing at the end of the second word, and one that comes too early.
  for (const int beat : {2 * shape.beats() - 1, shape.beats() + 1}) {
    bench.restart(shape, {}, {});
    EXPECT_FALSE(bench.frame_error());
    bench.source().send(this->with_parity_places(messages, random));
    bench.source().spoil_last(beat);
    bench.run_until_received(shape.beats() - 1, 10 * shape.beats());
    bench.run_until_received(4 * shape.beats(), 10 * shape.beats());
    EXPECT_TRUE(bench.frame_error());
    EXPECT_EQ(bench.sink().words(), this->golden_encode(messages));
  }
}

}  // namespace
}  // namespace lightloop::testbench
