// SPDX-License-Identifier: Apache-2.0
// ll_rs_decoder at every width: what a bounded-distance decoder must do, and equality with the
// golden model.
#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <numeric>
#include <utility>

#include "testbenches/fec/rs_decoder_fixture.hpp"

namespace lightloop::testbench {
namespace {

TYPED_TEST_SUITE(RsDecoder, CodecShapes, ShapeName);

TYPED_TEST(RsDecoder, PassesCodewordsUnchanged) {
  Random random = Random::for_test();
  Words codewords = random_codewords(TypeParam::kCode, 50, random);
  codewords.resize(codewords.size() + TestFixture::kN);  // and the all-zero one
  this->check(codewords, this->corrected(codewords, std::vector<int>(51)));
}

TYPED_TEST(RsDecoder, CorrectsOneErrorAtEveryPosition) {
  Random random = Random::for_test();
  const int n = TestFixture::kN;
  const Words codewords = random_codewords(TypeParam::kCode, n, random);
  Words received = codewords;
  for (int i = 0; i < n; ++i) {
    add_errors(this->word(received, i), std::vector<int>{i}, random);
  }
  this->check(received, this->corrected(codewords, std::vector<int>(n, 1)));
}

TYPED_TEST(RsDecoder, CorrectsEveryNumberOfErrorsInEveryKindOfPlace) {
  constexpr int kN = TestFixture::kN;
  constexpr int kK = TestFixture::kParameters.k;
  constexpr int kWidth = TypeParam::stream().width;
  Random random = Random::for_test();
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
  this->check(received, this->corrected(codewords, errors));
}

TYPED_TEST(RsDecoder, CorrectsBurstsOfBits) {
  constexpr int kN = TestFixture::kN;
  constexpr int kBits = 10 * TestFixture::kT - 9;  // the longest that never touches t+1 symbols
  Random random = Random::for_test();
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
  const Decoded expected = this->golden_decode(received);
  for (int i = 0; i < count; ++i) ASSERT_EQ(expected[i].symbols, this->copy_of(codewords, i));
  this->check(received, expected);
}

TYPED_TEST(RsDecoder, CorrectsThousandsOfRandomPatterns) {
  this->check_random_correctable(Random::for_test(), 2000);
}

TYPED_TEST(RsDecoder, EqualsGoldenBeyondT) {
  this->check_random_beyond_t(Random::for_test(), 2000);
}

TYPED_TEST(RsDecoder, EqualsGoldenOnRandomWords) {
  Random random = Random::for_test();
  Words received(std::size_t(500) * TestFixture::kN);
  for (FecSymbol& symbol : received) symbol = static_cast<FecSymbol>(random() & 0x3FF);
  this->check(received, this->golden_decode(received));
}

// A codeword of weight 2t+1 and t+1 of its symbols: the nearest codeword is the wrong one, and a
// bounded-distance decoder goes there.
TYPED_TEST(RsDecoder, MiscorrectsWithinTOfAnotherCodeword) {
  constexpr int kN = TestFixture::kN;
  constexpr int kT = TestFixture::kT;
  Random random = Random::for_test();
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
  this->check(received, this->corrected(wrong, std::vector<int>(count, kT)));
}

// One step further away: t+1 from both codewords.
TYPED_TEST(RsDecoder, FlagsWordsBetweenCodewords) {
  constexpr int kN = TestFixture::kN;
  constexpr int kT = TestFixture::kT;
  Random random = Random::for_test();
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
  this->check(received, this->hopeless(received));
}

// The shift register is short enough, but its root lies where the shortened code has no symbol.
TYPED_TEST(RsDecoder, FlagsErrorsOutsideTheShortenedCode) {
  constexpr int kN = TestFixture::kN;
  Random random = Random::for_test();
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
  this->check(received, this->hopeless(received));
}

TYPED_TEST(RsDecoder, TakesPausesOnBothStreams) {
  Random random = Random::for_test();
  for (const unsigned gaps : {0U, 30U, 80U}) {
    for (const unsigned stalls : {0U, 30U, 80U}) {
      SCOPED_TRACE("gaps " + std::to_string(gaps) + " %, stalls " + std::to_string(stalls) + " %");
      const int count = 40;
      Words received = random_codewords(TypeParam::kCode, count, random);
      for (int i = 0; i < count; ++i) {
        const int errors = random.corner(0, TestFixture::kT + 2);
        add_errors(this->word(received, i), random_positions(errors, TestFixture::kN, random),
                   random);
      }
      this->check(received, this->golden_decode(received), StreamPacer(random(), gaps),
                  StreamPacer(random(), stalls));
    }
  }
}

// What goes in while nothing comes out: as many words as the memory holds, and no symbol is lost.
TYPED_TEST(RsDecoder, HoldsEverythingWhileTheOutputIsBlocked) {
  Random random = Random::for_test();
  const int count = 20;
  const Words codewords = random_codewords(TypeParam::kCode, count, random);
  Words received = codewords;
  for (int i = 0; i < count; ++i) {
    add_errors(this->word(received, i), random_positions(TestFixture::kT, TestFixture::kN, random),
               random);
  }
  typename TestFixture::Bench bench(TypeParam::stream(), {}, {});
  Scoreboard<DecodedWord> board("decoded words");
  this->expect(bench, board, this->corrected(codewords, std::vector<int>(count, TestFixture::kT)));
  bench.sink().block(true);
  bench.source().send(received);
  bench.run_cycles(20 * TestFixture::kLatency);
  EXPECT_GT(bench.source().waits(), 0u);
  EXPECT_EQ(bench.sink().beats_received(), 0u);
  bench.sink().block(false);
  const std::uint64_t beats = std::uint64_t(count) / TypeParam::kLanes * TestFixture::kBeats;
  bench.run_until_received(beats, 2 * beats + 10 * TestFixture::kLatency);
  EXPECT_EQ(bench.sink().rule_violations(), 0u);
}

TYPED_TEST(RsDecoder, GivesABeatEachClockAfterItsLatency) {
  Random random = Random::for_test();
  const int groups = 20;
  typename TestFixture::Bench bench(TypeParam::stream(), {}, {});
  bench.source().send(random_codewords(TypeParam::kCode, groups * TypeParam::kLanes, random));
  const std::uint64_t beats = std::uint64_t(groups) * TestFixture::kBeats;
  bench.run_until_received(beats, beats + 10 * TestFixture::kLatency);
  EXPECT_EQ(*bench.sink().first_cycle() - *bench.source().first_cycle(),
            std::uint64_t(TestFixture::kLatency));
  EXPECT_EQ(*bench.sink().last_cycle() - *bench.sink().first_cycle() + 1, beats);
  EXPECT_EQ(bench.source().waits(), 0u);
}

// A word alone takes as long as one of many, whatever is wrong with it.
TYPED_TEST(RsDecoder, TakesTheSameTimeForEveryNumberOfErrors) {
  Random random = Random::for_test();
  for (const int errors : {0, 1, TestFixture::kT, TestFixture::kT + 1}) {
    Words received = random_codewords(TypeParam::kCode, TypeParam::kLanes, random);
    add_errors(this->word(received, 0), random_positions(errors, TestFixture::kN, random), random);
    typename TestFixture::Bench bench(TypeParam::stream(), {}, {});
    bench.source().send(received);
    bench.run_until_received(TestFixture::kBeats, 10 * TestFixture::kLatency);
    EXPECT_EQ(*bench.sink().first_cycle() - *bench.source().first_cycle(),
              std::uint64_t(TestFixture::kLatency))
        << errors << " errors";
  }
}

// In each phase of the decoder, and when everything is full because nothing may leave; after any
// number of words, so that whatever goes round stands somewhere else each time.
TYPED_TEST(RsDecoder, StartsAfreshAfterAResetInEveryPhase) {
  constexpr int kBeats = TestFixture::kBeats;
  constexpr int kT = TestFixture::kT;
  constexpr int kLatency = TestFixture::kLatency;
  Random random = Random::for_test();
  const int count = 4 * TypeParam::kLanes;
  typename TestFixture::Bench bench(TypeParam::stream(), {}, {});
  DecoderResetCoverage coverage(ShapeName::GetName<TypeParam>(0));
  // First and last clock of each phase, counted from the first beat of a stream without pauses.
  const std::array<std::pair<int, int>, kDecoderPhases> clocks{
      {{1, kBeats},
       {kBeats + 2, kBeats + 2 * kT + 2},
       {kBeats + 2 * kT + 3, 2 * kBeats + 2 * kT + 5},
       {kLatency, kLatency + 4 * kBeats},
       {1, kLatency + 8 * kBeats}}};
  for (int attempt = 0; attempt < 10 * kDecoderPhases; ++attempt) {
    const auto phase = static_cast<DecoderPhase>(attempt % kDecoderPhases);
    const auto [first, last] = clocks[attempt % kDecoderPhases];
    const int left = random.between(first, last);
    SCOPED_TRACE("phase " + std::to_string(attempt % kDecoderPhases) + ", after " +
                 std::to_string(left) + " clocks");
    const Words codewords = random_codewords(TypeParam::kCode, count, random);
    Words received = codewords;
    for (int i = 0; i < count; ++i) {
      add_errors(this->word(received, i), random_positions(kT, TestFixture::kN, random), random);
    }
    bench.sink().block(phase == DecoderPhase::kBlocked);
    bench.source().send(received);
    bench.source().send(received);
    bench.run_cycles(left);
    coverage.sample(phase);
    bench.restart(TypeParam::stream(), {}, {});
    Scoreboard<DecodedWord> board("decoded words after a reset");
    this->expect(bench, board, this->corrected(codewords, std::vector<int>(count, kT)));
    bench.source().send(received);
    bench.run_until_received(4 * kBeats, 10 * kLatency);
    bench.run_cycles(2 * kLatency);
    EXPECT_EQ(bench.sink().rule_violations(), 0u);
    if (this->HasFailure()) return;
    bench.restart(TypeParam::stream(), {}, {});
  }
}

TYPED_TEST(RsDecoder, ReportsMisframingUntilReset) {
  Random random = Random::for_test();
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
    bench.run_until_received(3 * TestFixture::kBeats, 10 * TestFixture::kLatency);
    EXPECT_TRUE(bench.frame_error());
    EXPECT_EQ(bench.sink().words(), codewords);
  }
  bench.restart(TypeParam::stream(), {}, {});
  EXPECT_FALSE(bench.frame_error());
}

}  // namespace
}  // namespace lightloop::testbench
