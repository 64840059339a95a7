// SPDX-License-Identifier: Apache-2.0
// ll_rs_syndrome against the definition of the syndromes.
#include <gtest/gtest.h>

#include "sim/golden/gf.hpp"
#include "testbenches/fec/stage_bench.hpp"

namespace lightloop::testbench {
namespace {

// rtl/fec/ll_rs_syndrome.sv
constexpr std::uint64_t kLatency = 1;  // from the last beat to the syndromes

template <typename Shape>
class RsSyndrome : public StageBench<Shape> {
 protected:
  using Base = StageBench<Shape>;

  struct Beat {
    Words symbols;
    bool first = false;
    bool last = false;
  };
  struct Times {
    std::vector<std::uint64_t> beats;      // cycle in which each beat was taken
    std::vector<std::uint64_t> syndromes;  // in which each word's syndromes were taken
  };

  std::vector<Beat> beats_of(const Words& word) const {
    std::vector<Beat> beats(Base::kBeats);
    for (int i = 0; i < Base::kBeats; ++i) {
      const auto symbols = this->beat_of(word, i);
      beats[i] = {Words(symbols.begin(), symbols.end()), i == 0, i == Base::kBeats - 1};
    }
    return beats;
  }

  Task<> send(std::vector<Beat> beats, StreamPacer pacer, Times& times) {
    return offer(
        this->clock_, this->port(this->model_.beat_valid_i), this->port(this->model_.beat_ready_o),
        std::move(beats), pacer,
        [this](const Beat& beat) {
          write_symbols(this->port(this->model_.beat_i), beat.symbols);
          this->port(this->model_.beat_first_i).write(beat.first ? 1 : 0);
          this->port(this->model_.beat_last_i).write(beat.last ? 1 : 0);
        },
        [&times](std::size_t /*beat*/, std::uint64_t cycle) { times.beats.push_back(cycle); });
  }

  Task<> take(std::size_t count, StreamPacer pacer, Scoreboard<Words>& board, Times& times) {
    return accept(this->clock_, this->port(this->model_.syndrome_valid_o),
                  this->port(this->model_.syndrome_ready_i), count, pacer,
                  [this, &board, &times](std::uint64_t cycle) {
                    // Zeros behind the last one, up to a whole group.
                    const int places = (2 * Base::kT + 5) / 6 * 6;
                    board.found(symbols_of(this->model_.syndrome_o, places), cycle);
                    times.syndromes.push_back(cycle);
                  });
  }

  static Words padded(Polynomial syndromes) {
    syndromes.resize((syndromes.size() + 5) / 6 * 6);
    return syndromes;
  }

  /// Sends words and compares all syndromes.
  Times run(const std::vector<Words>& words, unsigned gap_percent, unsigned stall_percent) {
    Times times;
    Scoreboard<Words> board("syndromes");
    std::vector<Beat> beats;
    for (const Words& word : words) {
      board.expect(padded(syndromes_of(Base::kCode, word)));
      for (Beat& beat : beats_of(word)) beats.push_back(std::move(beat));
    }
    this->bench_.run(
        [&]() -> Task<> {
          this->bench_.start_soon(send(beats, this->pacer(gap_percent), times), "send");
          co_await take(words.size(), this->pacer(stall_percent), board, times);
          co_await ClockCycles(this->clock_, 4);
          EXPECT_EQ(this->model_.syndrome_valid_o, 0) << "more syndromes than words";
        },
        200 * beats.size() + 1000);
    return times;
  }
};

TYPED_TEST_SUITE(RsSyndrome, StageShapes, StageShapeName);

TYPED_TEST(RsSyndrome, OfOneWrongSymbolAreThePowersOfItsLocator) {
  std::vector<Words> words;
  for (int i = 0; i < TestFixture::kN; ++i) {
    Words word(TestFixture::kN);
    word[i] = static_cast<FecSymbol>(this->random_.between(1, 0x3FF));
    words.push_back(word);
  }
  // The definition that the bench compares with, said once more in the words of the title.
  const Polynomial last = syndromes_of(TypeParam::kCode, words.back());
  EXPECT_EQ(last, Polynomial(last.size(), words.back().back()));
  const Polynomial first = syndromes_of(TypeParam::kCode, words.front());
  EXPECT_EQ(first[1], golden::gf::multiply(first[0], golden::gf::alpha_to(TestFixture::kN - 1)));
  this->run(words, 0, 0);
}

TYPED_TEST(RsSyndrome, OfCodewordsAreZeroAndOfRandomWordsTheDefinition) {
  std::vector<Words> words;
  for (int i = 0; i < 20; ++i) {
    words.push_back(this->received_word(0));
    EXPECT_EQ(syndromes_of(TypeParam::kCode, words.back()), Polynomial(2 * TestFixture::kT));
    words.push_back(this->received_word(TestFixture::kN));
    words.emplace_back(TestFixture::kN, FecSymbol{0x3FF});
  }
  this->run(words, 0, 0);
}

TYPED_TEST(RsSyndrome, TakesPausesOnBothSides) {
  for (const unsigned gaps : {0U, 30U, 80U}) {
    for (const unsigned stalls : {0U, 40U, 90U}) {
      SCOPED_TRACE("gaps " + std::to_string(gaps) + " %, stalls " + std::to_string(stalls) + " %");
      std::vector<Words> words;
      for (int i = 0; i < 8; ++i) words.push_back(this->received_word(TestFixture::kN));
      this->run(words, gaps, stalls);
    }
  }
}

TYPED_TEST(RsSyndrome, ComeAClockAfterTheLastBeatAndABeatGoesEachClock) {
  std::vector<Words> words;
  for (int i = 0; i < 5; ++i) words.push_back(this->received_word(3));
  const auto times = this->run(words, 0, 0);
  const std::size_t beats = TestFixture::kBeats;
  ASSERT_EQ(times.beats.size(), 5 * beats);
  EXPECT_EQ(times.beats.back() - times.beats.front() + 1, 5 * beats);
  for (std::size_t i = 0; i < words.size(); ++i) {
    EXPECT_EQ(times.syndromes[i] - times.beats[(i + 1) * beats - 1], kLatency) << "word " << i;
  }
}

// The next word comes in while the syndromes wait, all but its last beat.
TYPED_TEST(RsSyndrome, KeepThemselvesUntilTakenAndHoldTheLastBeatOnly) {
  const std::vector<Words> words{this->received_word(3), this->received_word(4)};
  Scoreboard<Words> board("syndromes");
  typename TestFixture::Times times;
  auto beats = this->beats_of(words[0]);
  for (auto& beat : this->beats_of(words[1])) beats.push_back(beat);
  for (const Words& word : words) board.expect(this->padded(syndromes_of(TypeParam::kCode, word)));
  this->bench_.run([&]() -> Task<> {
    this->bench_.start_soon(this->send(beats, StreamPacer(), times), "send");
    co_await ClockCycles(this->clock_, 4 * TestFixture::kBeats);
    EXPECT_EQ(times.beats.size(), 2U * TestFixture::kBeats - 1);
    EXPECT_EQ(this->model_.syndrome_valid_o, 1);
    EXPECT_EQ(this->model_.beat_ready_o, 0);
    co_await this->take(2, StreamPacer(), board, times);
    EXPECT_EQ(times.beats.size(), 2U * TestFixture::kBeats);
    // The clock that takes the syndromes lets the last beat in.
    if (!this->HasFailure()) {
      EXPECT_EQ(times.beats.back(), times.syndromes.front());
    }
  });
}

TYPED_TEST(RsSyndrome, StartAfreshAfterAReset) {
  for (int left = 1; left <= TestFixture::kBeats + 2; left += 3) {
    const Words first = this->received_word(5);
    const Words second = this->received_word(6);
    this->bench_.run([&, left]() -> Task<> {
      typename TestFixture::Times times;
      auto sender =
          this->bench_.start_soon(this->send(this->beats_of(first), StreamPacer(), times), "send");
      co_await ClockCycles(this->clock_, left);
      sender.kill();
      this->port(this->model_.beat_valid_i).write(0);
      co_await this->bench_.reset();
      co_await RisingEdge(this->clock_);
      EXPECT_EQ(this->model_.syndrome_valid_o, 0) << "after " << left << " clocks";
      Scoreboard<Words> board("syndromes after a reset");
      board.expect(this->padded(syndromes_of(TypeParam::kCode, second)));
      this->bench_.start_soon(this->send(this->beats_of(second), StreamPacer(), times),
                              "send again");
      co_await this->take(1, StreamPacer(), board, times);
    });
  }
}

}  // namespace
}  // namespace lightloop::testbench
