// SPDX-License-Identifier: Apache-2.0
// ll_rs_decoder at every width: what a bounded-distance decoder must do, and equality with the
// golden model.
#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>

#include "testbenches/fec/rs_decoder_fixture.hpp"

namespace lightloop::testbench {
namespace {

TYPED_TEST_SUITE(RsDecoder, CodecShapes, ShapeName);

TYPED_TEST(RsDecoder, PassesCodewordsUnchanged) {
  Random random(1);
  Words codewords = random_codewords(TypeParam::kCode, 50, random);
  codewords.resize(codewords.size() + TestFixture::kN);  // and the all-zero one
  this->expect_corrected(this->decode(codewords), codewords, std::vector<int>(51));
}

TYPED_TEST(RsDecoder, CorrectsOneErrorAtEveryPosition) {
  Random random(2);
  const int n = TestFixture::kN;
  const Words codewords = random_codewords(TypeParam::kCode, n, random);
  Words received = codewords;
  for (int i = 0; i < n; ++i) {
    add_errors(this->word(received, i), std::vector<int>{i}, random);
  }
  this->expect_corrected(this->decode(received), codewords, std::vector<int>(n, 1));
}

TYPED_TEST(RsDecoder, CorrectsEveryNumberOfErrorsInEveryKindOfPlace) {
  constexpr int kN = TestFixture::kN;
  constexpr int kK = TestFixture::kParameters.k;
  constexpr int kWidth = TypeParam::stream().width;
  Random random(3);
  Words codewords;
  Words received;
  std::vector<int> errors;
  for (int count = 0; count <= TestFixture::kT; ++count) {
    std::vector<std::vector<int>> places;
    const auto run_from = [&](int first) {
      std::vector<int> run(count);
      std::iota(run.begin(), run.end(), first);
      places.push_back(run);
    };
    run_from(0);                                           // first sent
    run_from(kN - count);                                  // last sent
    run_from(std::min(kK - count / 2, kN - count));        // across the end of the message
    run_from(std::min(kK / kWidth * kWidth, kN - count));  // from the beat where it ends
    std::vector<int> one_a_beat(count);
    for (int i = 0; i < count; ++i) {
      one_a_beat[i] = i * kWidth + static_cast<int>(random() % kWidth);
    }
    places.push_back(one_a_beat);
    std::vector<int> ends(count);  // alternately from both ends
    for (int i = 0; i < count; ++i) ends[i] = i % 2 == 0 ? i / 2 : kN - 1 - i / 2;
    places.push_back(ends);
    std::vector<int> parity = random_positions(count, 2 * TestFixture::kT, random);
    for (int& position : parity) position += kK;
    places.push_back(parity);
    for (const std::vector<int>& positions : places) {
      Words word = random_codewords(TypeParam::kCode, 1, random);
      codewords.insert(codewords.end(), word.begin(), word.end());
      add_errors(word, positions, random);
      received.insert(received.end(), word.begin(), word.end());
      errors.push_back(count);
    }
  }
  this->expect_corrected(this->decode(received), codewords, errors);
}

TYPED_TEST(RsDecoder, CorrectsBurstsOfBits) {
  constexpr int kN = TestFixture::kN;
  constexpr int kBits = 10 * TestFixture::kT - 9;  // the longest that never touches t+1 symbols
  Random random(4);
  const int count = 300;
  const Words codewords = random_codewords(TypeParam::kCode, count, random);
  Words received = codewords;
  for (int i = 0; i < count; ++i) {
    const int length = 1 + static_cast<int>(random() % kBits);
    const int start = static_cast<int>(random() % (10 * kN - length + 1));
    const bool solid = i % 2 == 0;
    for (int bit = start; bit < start + length; ++bit) {
      if (solid || (random() & 1) != 0) this->word(received, i)[bit / 10] ^= 1u << (bit % 10);
    }
  }
  const Decoded decoded = this->decode(received);
  EXPECT_EQ(decoded.words, codewords);
  this->expect_equal(decoded, this->golden_decode(received));
}

TYPED_TEST(RsDecoder, CorrectsThousandsOfRandomPatterns) {
  this->check_random_correctable(5, 2000);
}

TYPED_TEST(RsDecoder, EqualsGoldenBeyondT) { this->check_random_beyond_t(6, 2000); }

TYPED_TEST(RsDecoder, EqualsGoldenOnRandomWords) {
  Random random(7);
  Words received(std::size_t(500) * TestFixture::kN);
  for (FecSymbol& symbol : received) symbol = static_cast<FecSymbol>(random() & 0x3FF);
  this->expect_equal(this->decode(received), this->golden_decode(received));
}

// A codeword of weight 2t+1 and t+1 of its symbols: the nearest codeword is the wrong one, and a
// bounded-distance decoder goes there.
TYPED_TEST(RsDecoder, MiscorrectsWithinTOfAnotherCodeword) {
  constexpr int kN = TestFixture::kN;
  constexpr int kT = TestFixture::kT;
  Random random(8);
  const int count = 40;
  Words received = random_codewords(TypeParam::kCode, count, random);
  Words wrong = received;
  for (int i = 0; i < count; ++i) {
    std::vector<int> positions = random_positions(2 * kT + 1, kN, random);
    const Words difference = minimum_weight_codeword(TypeParam::kCode, positions);
    for (int j = 0; j < kN; ++j) this->word(wrong, i)[j] ^= difference[j];
    for (int j = 0; j <= kT; ++j) {
      this->word(received, i)[positions[j]] ^= difference[positions[j]];
    }
  }
  const Decoded decoded = this->decode(received);
  this->expect_corrected(decoded, wrong, std::vector<int>(count, kT));
  this->expect_equal(decoded, this->golden_decode(received));
}

// One step further away: t+1 from both codewords.
TYPED_TEST(RsDecoder, FlagsWordsBetweenCodewords) {
  constexpr int kN = TestFixture::kN;
  constexpr int kT = TestFixture::kT;
  Random random(9);
  const int count = 40;
  Words received = random_codewords(TypeParam::kCode, count, random);
  for (int i = 0; i < count; ++i) {
    std::vector<int> positions = random_positions(2 * kT + 1, kN, random);
    const Words difference = minimum_weight_codeword(TypeParam::kCode, positions);
    for (int j = 0; j <= kT; ++j) {
      this->word(received, i)[positions[j]] ^= difference[positions[j]];
    }
    int elsewhere = static_cast<int>(random() % kN);
    while (difference[elsewhere] != 0) elsewhere = (elsewhere + 1) % kN;
    add_errors(this->word(received, i), std::vector<int>{elsewhere}, random);
  }
  this->expect_uncorrectable(this->decode(received), received);
}

// The shift register is short enough, but its root lies where the shortened code has no symbol.
TYPED_TEST(RsDecoder, FlagsErrorsOutsideTheShortenedCode) {
  constexpr int kN = TestFixture::kN;
  Random random(10);
  Words received;
  for (const int power : {kN, kN + 1, kN + TypeParam::stream().width - 1, 777, 1021, 1022}) {
    for (int inside = 0; inside < TestFixture::kT; inside += 3) {
      Words word = random_codewords(TypeParam::kCode, 1, random);
      const Words outside =
          outside_error_word(TypeParam::kCode, power, static_cast<FecSymbol>(1 + random() % 1023));
      for (int j = 0; j < kN; ++j) word[j] ^= outside[j];
      add_errors(word, random_positions(inside, kN, random), random);
      received.insert(received.end(), word.begin(), word.end());
    }
  }
  this->expect_uncorrectable(this->decode(received), received);
}

TYPED_TEST(RsDecoder, TakesPausesOnBothStreams) {
  for (std::uint64_t seed = 20; seed < 30; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const int count = 40;
    Words received = random_codewords(TypeParam::kCode, count, random);
    for (int i = 0; i < count; ++i) {
      const int errors = static_cast<int>(random() % (TestFixture::kT + 3));
      add_errors(this->word(received, i), random_positions(errors, TestFixture::kN, random),
                 random);
    }
    const Decoded decoded =
        this->decode(received, StreamPacer(seed, random() % 80), StreamPacer(~seed, random() % 80));
    this->expect_equal(decoded, this->golden_decode(received));
  }
}

TYPED_TEST(RsDecoder, HoldsEverythingWhileTheOutputIsBlocked) {
  Random random(11);
  const int count = 20;
  const Words codewords = random_codewords(TypeParam::kCode, count, random);
  Words received = codewords;
  for (int i = 0; i < count; ++i) {
    add_errors(this->word(received, i), random_positions(TestFixture::kT, TestFixture::kN, random),
               random);
  }
  typename TestFixture::Bench bench(TypeParam::stream(), {}, {});
  bench.sink().block(true);
  bench.source().send(received);
  bench.run_cycles(20 * TestFixture::kLatency);
  EXPECT_GT(bench.source().waits(), 0u);
  EXPECT_EQ(bench.sink().beats_received(), 0u);
  bench.sink().block(false);
  const std::uint64_t beats = std::uint64_t(count) / TypeParam::kLanes * TestFixture::kBeats;
  ASSERT_TRUE(bench.run_until_received(beats, 2 * beats + 10 * TestFixture::kLatency));
  EXPECT_EQ(bench.sink().rule_violations(), 0u);
  this->expect_corrected(this->results(bench, count), codewords,
                         std::vector<int>(count, TestFixture::kT));
}

TYPED_TEST(RsDecoder, GivesABeatEachClockAfterItsLatency) {
  Random random(12);
  const int groups = 20;
  typename TestFixture::Bench bench(TypeParam::stream(), {}, {});
  bench.source().send(random_codewords(TypeParam::kCode, groups * TypeParam::kLanes, random));
  const std::uint64_t beats = std::uint64_t(groups) * TestFixture::kBeats;
  ASSERT_TRUE(bench.run_until_received(beats, beats + 10 * TestFixture::kLatency));
  EXPECT_EQ(*bench.sink().first_cycle() - *bench.source().first_cycle(),
            std::uint64_t(TestFixture::kLatency));
  EXPECT_EQ(*bench.sink().last_cycle() - *bench.sink().first_cycle() + 1, beats);
  EXPECT_EQ(bench.source().waits(), 0u);
}

TYPED_TEST(RsDecoder, StartsAfreshAfterAResetInMidFrame) {
  Random random(13);
  const int count = 4 * TypeParam::kLanes;
  typename TestFixture::Bench bench(TypeParam::stream(), {}, {});
  for (int attempt = 0; attempt < 40; ++attempt) {
    const Words codewords = random_codewords(TypeParam::kCode, count, random);
    Words received = codewords;
    for (int i = 0; i < count; ++i) {
      add_errors(this->word(received, i),
                 random_positions(TestFixture::kT, TestFixture::kN, random), random);
    }
    bench.source().send(received);
    bench.run_cycles(1 + random() % (TestFixture::kLatency + 3 * TestFixture::kBeats));
    bench.restart(TypeParam::stream(), {}, {});
    bench.source().send(received);
    ASSERT_TRUE(bench.run_until_received(4 * TestFixture::kBeats, 10 * TestFixture::kLatency))
        << "attempt " << attempt;
    bench.run_cycles(2 * TestFixture::kLatency);
    ASSERT_EQ(bench.sink().beats_received(), 4u * TestFixture::kBeats) << "attempt " << attempt;
    ASSERT_EQ(bench.sink().rule_violations(), 0u);
    this->expect_corrected(this->results(bench, count), codewords,
                           std::vector<int>(count, TestFixture::kT));
  }
}

TYPED_TEST(RsDecoder, ReportsMisframingUntilReset) {
  Random random(14);
  const int count = 3 * TypeParam::kLanes;
  const Words codewords = random_codewords(TypeParam::kCode, count, random);
  typename TestFixture::Bench bench(TypeParam::stream(), {}, {});
  // A tlast that is missing at the end of the second word, and one that comes too early.
  for (const int beat : {2 * TestFixture::kBeats - 1, TestFixture::kBeats + 1}) {
    bench.restart(TypeParam::stream(), {}, {});
    EXPECT_FALSE(bench.frame_error());
    bench.source().send(codewords);
    bench.source().spoil_last(beat);
    bench.run_cycles(beat);
    EXPECT_FALSE(bench.frame_error());
    ASSERT_TRUE(bench.run_until_received(3 * TestFixture::kBeats, 10 * TestFixture::kLatency));
    EXPECT_TRUE(bench.frame_error());
    EXPECT_EQ(bench.sink().words(), codewords);
  }
}

}  // namespace
}  // namespace lightloop::testbench
