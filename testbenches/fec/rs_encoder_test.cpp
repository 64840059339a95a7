// SPDX-License-Identifier: Apache-2.0
// ll_rs_encoder at every width against known answers and the golden model.
#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>

#include "testbenches/fec/codec_bench.hpp"
#include "testbenches/fec/shapes.hpp"
#include "testbenches/fec/words.hpp"

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

  static Words encode(const Words& messages, StreamPacer source_pacer = {},
                      StreamPacer sink_pacer = {}) {
    Random random(1);
    const std::uint64_t beats =
        messages.size() / kParameters.k / Shape::kLanes * Shape::stream().beats();
    Bench bench(Shape::stream(), source_pacer, sink_pacer);
    bench.source().send(with_parity_places(messages, random));
    EXPECT_TRUE(bench.run_until_received(beats, 100 * beats + 1000)) << "words do not come out";
    bench.run_cycles(20);
    EXPECT_EQ(bench.sink().beats_received(), beats);
    EXPECT_EQ(bench.sink().rule_violations(), 0u);
    EXPECT_FALSE(bench.frame_error());
    return bench.sink().words();
  }

  static Words golden_encode(const Words& messages) {
    Words codewords(messages.size() / kParameters.k * kParameters.n);
    golden::rs_encode(Shape::kCode, messages, codewords);
    return codewords;
  }
};

TYPED_TEST_SUITE(RsEncoder, CodecShapes, ShapeName);

// Generator polynomial coefficients and parity symbols of IEEE 802.3; parity in order of
// transmission.
struct KnownAnswer {
  const char* message;
  Words parity;
};

const std::vector<KnownAnswer>& known_answers(golden::RsCode code) {
  static const std::vector<KnownAnswer> kp4 = {
      {"last", {0x23F, 0x228, 0x0BB, 0x0E6, 0x228, 0x001, 0x06C, 0x235, 0x11A, 0x0F9,
                0x251, 0x084, 0x05E, 0x2D0, 0x1EF, 0x181, 0x3AE, 0x1F7, 0x373, 0x169,
                0x314, 0x262, 0x0C1, 0x188, 0x07F, 0x0B9, 0x09E, 0x080, 0x342, 0x20B}},
      {"first", {0x35A, 0x382, 0x112, 0x0D4, 0x367, 0x379, 0x2B7, 0x157, 0x150, 0x09C,
                 0x1C1, 0x322, 0x13A, 0x3B4, 0x068, 0x163, 0x28A, 0x187, 0x2B6, 0x14F,
                 0x1DC, 0x224, 0x3CA, 0x1CB, 0x3D0, 0x183, 0x30F, 0x0B8, 0x156, 0x3F4}},
      {"ramp", {0x04C, 0x256, 0x00D, 0x228, 0x1BC, 0x324, 0x0A6, 0x2B2, 0x18D, 0x316,
                0x044, 0x002, 0x30F, 0x37E, 0x021, 0x208, 0x14D, 0x290, 0x25B, 0x269,
                0x03C, 0x3B2, 0x1F9, 0x278, 0x25E, 0x2E5, 0x00A, 0x253, 0x2EE, 0x3DB}},
      {"ones", {0x337, 0x302, 0x039, 0x17E, 0x386, 0x26E, 0x070, 0x3C7, 0x008, 0x039,
                0x21D, 0x22A, 0x370, 0x09E, 0x3A3, 0x002, 0x18C, 0x295, 0x176, 0x0CF,
                0x0F1, 0x2BF, 0x068, 0x2A0, 0x0B8, 0x05C, 0x195, 0x02A, 0x1F1, 0x1E8}}};
  static const std::vector<KnownAnswer> kr4 = {
      // The generator polynomial itself, highest power first.
      {"last", {904, 6, 701, 32, 656, 925, 900, 614, 391, 592, 265, 945, 290, 432}},
      {"first",
       {0x163, 0x17D, 0x06C, 0x361, 0x166, 0x28D, 0x2EF, 0x02E, 0x139, 0x1E4, 0x3F4, 0x116, 0x028,
        0x02F}},
      {"ramp",
       {0x032, 0x364, 0x17C, 0x118, 0x349, 0x1B3, 0x3F7, 0x36B, 0x1B1, 0x29B, 0x060, 0x337, 0x111,
        0x039}},
      {"ones",
       {0x1F1, 0x0DC, 0x3DE, 0x194, 0x152, 0x0AC, 0x23B, 0x2DD, 0x39E, 0x1E8, 0x27E, 0x042, 0x2B3,
        0x086}}};
  return code == golden::RsCode::kKp4 ? kp4 : kr4;
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
  const int n = TestFixture::kParameters.n;
  const int k = TestFixture::kParameters.k;
  for (const KnownAnswer& known : known_answers(TypeParam::kCode)) {
    Words messages;
    for (int lane = 0; lane < TypeParam::kLanes; ++lane) {
      const Words message = named_message(known.message, k);
      messages.insert(messages.end(), message.begin(), message.end());
    }
    const Words codewords = this->encode(messages);
    for (int lane = 0; lane < TypeParam::kLanes; ++lane) {
      const auto word = codewords.begin() + lane * n;
      EXPECT_EQ(Words(word + k, word + n), known.parity) << "message '" << known.message << "'";
      EXPECT_EQ(Words(word, word + k), Words(messages.begin(), messages.begin() + k));
    }
  }
}

TYPED_TEST(RsEncoder, EqualsGoldenOnRandomMessages) {
  Random random(2);
  const Words messages = random_messages(TypeParam::kCode, 200, random);
  EXPECT_EQ(this->encode(messages), this->golden_encode(messages));
}

TYPED_TEST(RsEncoder, EncodesEveryMessagePlace) {
  const int k = TestFixture::kParameters.k;
  Random random(3);
  Words messages(std::size_t(k) * k);
  for (int i = 0; i < k; ++i) {
    messages[std::size_t(i) * k + i] = static_cast<FecSymbol>(1 + random() % 1023);
  }
  EXPECT_EQ(this->encode(messages), this->golden_encode(messages));
}

TYPED_TEST(RsEncoder, TakesPausesOnBothStreams) {
  for (std::uint64_t seed = 10; seed < 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const Words messages = random_messages(TypeParam::kCode, 20, random);
    const Words codewords =
        this->encode(messages, StreamPacer(seed, random() % 80), StreamPacer(~seed, random() % 80));
    EXPECT_EQ(codewords, this->golden_encode(messages));
  }
}

TYPED_TEST(RsEncoder, GivesABeatEachClockAfterTwo) {
  Random random(4);
  const StreamShape shape = TypeParam::stream();
  const int groups = 10;
  typename TestFixture::Bench bench(shape, {}, {});
  bench.source().send(this->with_parity_places(
      random_messages(TypeParam::kCode, groups * TypeParam::kLanes, random), random));
  const std::uint64_t beats = std::uint64_t(groups) * shape.beats();
  ASSERT_TRUE(bench.run_until_received(beats, beats + 100));
  EXPECT_EQ(*bench.sink().first_cycle() - *bench.source().first_cycle(), std::uint64_t(kLatency));
  EXPECT_EQ(*bench.sink().last_cycle() - *bench.sink().first_cycle() + 1, beats);
  EXPECT_EQ(bench.source().waits(), 0u);
}

TYPED_TEST(RsEncoder, StartsAfreshAfterAResetInMidFrame) {
  Random random(5);
  const StreamShape shape = TypeParam::stream();
  typename TestFixture::Bench bench(shape, {}, {});
  for (int attempt = 0; attempt < 20; ++attempt) {
    const Words messages = random_messages(TypeParam::kCode, 4 * TypeParam::kLanes, random);
    bench.source().send(this->with_parity_places(messages, random));
    bench.run_cycles(1 + random() % (3 * shape.beats()));
    bench.restart(shape, {}, {});
    bench.source().send(this->with_parity_places(messages, random));
    ASSERT_TRUE(bench.run_until_received(4 * shape.beats(), 10 * shape.beats()));
    ASSERT_EQ(bench.sink().words(), this->golden_encode(messages)) << "attempt " << attempt;
    ASSERT_EQ(bench.sink().rule_violations(), 0u);
  }
}

TYPED_TEST(RsEncoder, ReportsMisframingUntilReset) {
  Random random(6);
  const StreamShape shape = TypeParam::stream();
  const Words messages = random_messages(TypeParam::kCode, 4 * TypeParam::kLanes, random);
  typename TestFixture::Bench bench(shape, {}, {});
  // A tlast that is missing at the end of the second word, and one that comes too early.
  for (const int beat : {2 * shape.beats() - 1, shape.beats() + 1}) {
    bench.restart(shape, {}, {});
    EXPECT_FALSE(bench.frame_error());
    bench.source().send(this->with_parity_places(messages, random));
    bench.source().spoil_last(beat);
    ASSERT_TRUE(bench.run_until_received(shape.beats() - 1, 10 * shape.beats()));
    ASSERT_TRUE(bench.run_until_received(4 * shape.beats(), 10 * shape.beats()));
    EXPECT_TRUE(bench.frame_error());
    EXPECT_EQ(bench.sink().words(), this->golden_encode(messages));
  }
}

}  // namespace
}  // namespace lightloop::testbench
