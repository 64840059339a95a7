// SPDX-License-Identifier: Apache-2.0
// ll_rs_chien_forney: the errors that a key stands for, and the verdict.
#include <deque>
#include <gtest/gtest.h>

#include "testbenches/fec/stage_bench.hpp"

namespace lightloop::testbench {
namespace {

template <typename Shape>
class RsChienForney : public StageBench<Shape> {
 protected:
  using Base = StageBench<Shape>;
  // rtl/fec/ll_rs_chien_forney.sv
  static constexpr std::uint64_t kLatency = Base::kBeats + 3;  // from the key to done_valid_o

  struct Key {
    Words key;
    unsigned length = 0;
  };
  struct Verdict {
    Words error;  ///< n symbols; empty when uncorrectable
    bool uncorrectable = false;
    unsigned count = 0;
    static constexpr auto kFields =
        std::tuple(Field{"error", &Verdict::error}, Field{"uncorrectable", &Verdict::uncorrectable},
                   Field{"count", &Verdict::count});
  };
  struct Problem {
    Key key;
    Verdict verdict;
  };
  struct Times {
    std::vector<std::uint64_t> given, done;
  };

  /// The key of an error word, times a random factor, as the key equation gives it.
  Problem with_errors(const std::vector<int>& places) {
    Words error(Base::kN);
    add_errors(error, places, this->random_);
    const Polynomial locator = locator_of(Base::kCode, places);
    const Polynomial high = high_evaluator(Base::kCode, locator, syndromes_of(Base::kCode, error));
    const auto factor = static_cast<FecSymbol>(this->random_.between(1, 0x3FF));
    const auto count = static_cast<unsigned>(places.size());
    return {{scaled(key_of(Base::kCode, high, locator), factor), count}, {error, false, count}};
  }
  Problem with_errors(int errors) {
    return with_errors(random_positions(errors, Base::kN, this->random_));
  }

  /// A key and length that may not belong together.
  static Problem judged(const Polynomial& high, const Polynomial& locator, unsigned length) {
    const SearchResult result = search(Base::kCode, high, locator);
    Problem problem{{key_of(Base::kCode, high, locator), length}, {{}, true, 0}};
    if (length <= Base::kT && result.roots == static_cast<int>(length)) {
      problem.verdict = {result.error, false, length};
    }
    return problem;
  }

  Task<> send(std::vector<Key> keys, StreamPacer pacer, Times& times) {
    return offer(
        this->clock_, this->port(this->model_.search_valid_i),
        this->port(this->model_.search_ready_o), std::move(keys), pacer,
        [this](const Key& key) {
          write_symbols(this->port(this->model_.search_key_i), key.key);
          this->port(this->model_.search_length_i).write(static_cast<CData>(key.length));
        },
        [&times](std::size_t /*word*/, std::uint64_t cycle) { times.given.push_back(cycle); });
  }

  /// Gathers the errors of `keys.size()` words and compares them; looks at the order of the beats.
  Task<> judge(std::vector<Key> keys, Scoreboard<Verdict>& board, Times& times) {
    for (const Key& key : keys) {
      Verdict verdict;
      verdict.error.resize(Base::kN);
      int last_beat = -1;
      int beats = 0;
      for (bool done = false; !done;) {
        co_await RisingEdge(this->clock_);
        if (this->model_.error_valid_o != 0) {
          const int beat = this->model_.error_beat_o;
          EXPECT_GT(beat, last_beat) << "beats out of order";
          EXPECT_LT(beat, Base::kBeats);
          EXPECT_LE(++beats, Base::kT) << "more beats than a list holds";
          EXPECT_LE(key.length, static_cast<unsigned>(Base::kT)) << "errors of a hopeless word";
          if (beat < 0 || beat >= Base::kBeats) co_return;
          last_beat = beat;
          const Words symbols = symbols_of(this->model_.error_o, Base::kWidth);
          std::copy(symbols.begin(), symbols.end(), verdict.error.begin() + beat * Base::kWidth);
        }
        done = this->model_.done_valid_o != 0;
      }
      times.done.push_back(this->clock_.cycle());
      verdict.uncorrectable = this->model_.done_uncorrectable_o != 0;
      verdict.count = this->model_.done_count_o;
      if (verdict.uncorrectable) verdict.error.clear();
      board.found(verdict, this->clock_.cycle());
    }
  }

  Times run(const std::vector<Problem>& problems, unsigned gap_percent) {
    Times times;
    Scoreboard<Verdict> board("verdicts");
    std::vector<Key> keys;
    for (const Problem& problem : problems) {
      keys.push_back(problem.key);
      board.expect(problem.verdict);
    }
    this->bench_.run(
        [&]() -> Task<> {
          this->bench_.start_soon(send(keys, this->pacer(gap_percent), times), "send");
          co_await judge(keys, board, times);
          for (int i = 0; i < Base::kBeats + 8; ++i) {
            co_await RisingEdge(this->clock_);
            EXPECT_EQ(this->model_.done_valid_o, 0) << "more verdicts than keys";
            EXPECT_EQ(this->model_.error_valid_o, 0) << "errors of no word";
          }
        },
        100 * (problems.size() + 10) * Base::kBeats);
    for (std::size_t i = 0; i < times.done.size(); ++i) {
      EXPECT_EQ(times.done[i] - times.given[i], kLatency) << "word " << i;
    }
    return times;
  }
};

TYPED_TEST_SUITE(RsChienForney, StageShapes, StageShapeName);

TYPED_TEST(RsChienForney, FindsOneErrorAtEveryPosition) {
  std::vector<typename TestFixture::Problem> problems;
  for (int i = 0; i < TestFixture::kN; ++i) problems.push_back(this->with_errors(std::vector{i}));
  this->run(problems, 0);
}

TYPED_TEST(RsChienForney, FindsEveryNumberOfErrorsAlsoInOneBeatAndAtTheEnds) {
  constexpr int kN = TestFixture::kN;
  std::vector<typename TestFixture::Problem> problems;
  for (int errors = 0; errors <= TestFixture::kT; ++errors) {
    std::vector<int> first(errors);
    for (int i = 0; i < errors; ++i) first[i] = i;
    std::vector<int> last(errors);
    for (int i = 0; i < errors; ++i) last[i] = kN - 1 - i;
    std::vector<int> one_a_beat(errors);
    for (int i = 0; i < errors; ++i) {
      one_a_beat[i] = (TestFixture::kBeats - 1 - i) * TestFixture::kWidth + i % TestFixture::kWidth;
    }
    for (const auto& places : {first, last, one_a_beat}) {
      problems.push_back(this->with_errors(places));
    }
    for (int i = 0; i < 4; ++i) problems.push_back(this->with_errors(errors));
  }
  this->run(problems, 30);
}

TYPED_TEST(RsChienForney, CallsAKeyHopelessWhenLengthAndRootsDiffer) {
  constexpr int kT = TestFixture::kT;
  std::vector<typename TestFixture::Problem> problems;
  const auto random_polynomial = [&](int terms) {
    Polynomial p(terms);
    for (FecSymbol& c : p) c = static_cast<FecSymbol>(this->random_.between(0, 0x3FF));
    return p;
  };
  for (int i = 0; i < 60; ++i) {  // most of these have few roots
    const int length = this->random_.between(1, kT);
    problems.push_back(this->judged(random_polynomial(kT), random_polynomial(length + 1), length));
  }
  for (const int errors : {1, 2, kT - 1, kT}) {  // one too many, one too few
    const Polynomial locator =
        locator_of(TypeParam::kCode, random_positions(errors, TestFixture::kN, this->random_));
    problems.push_back(this->judged(random_polynomial(kT), locator, errors - 1));
    problems.push_back(this->judged(random_polynomial(kT), locator, errors + 1));
    problems.push_back(this->judged(random_polynomial(kT), locator, errors));
  }
  for (int length = kT + 1; length <= 2 * kT; ++length) {  // out of reach
    problems.push_back(this->judged(random_polynomial(kT), random_polynomial(kT + 1), length));
  }
  // Out of reach, and every position a root.
  problems.push_back(this->judged(random_polynomial(kT), Polynomial(kT + 1), kT + 1));
  this->run(problems, 0);
}

TYPED_TEST(RsChienForney, TakesAKeyEveryWord) {
  std::vector<typename TestFixture::Problem> problems;
  for (int i = 0; i < 6; ++i) problems.push_back(this->with_errors(i));
  const auto times = this->run(problems, 0);
  for (std::size_t i = 1; i < problems.size(); ++i) {
    EXPECT_EQ(times.given[i] - times.given[i - 1], std::uint64_t(TestFixture::kBeats));
  }
}

TYPED_TEST(RsChienForney, StartsAfreshAfterAResetInEveryBeat) {
  for (std::uint64_t left = 1; left <= TestFixture::kLatency + 1; ++left) {
    // A wrong symbol in every place that the list has room for: something is on its way.
    std::vector<int> places(TestFixture::kT);
    for (int i = 0; i < TestFixture::kT; ++i) {
      places[i] = TestFixture::kN - 1 - i * TestFixture::kWidth;
    }
    const std::vector before{this->with_errors(places).key};
    this->bench_.run([&, left]() -> Task<> {
      typename TestFixture::Times times;
      co_await this->send(before, StreamPacer(), times);
      co_await ClockCycles(this->clock_, left);
      co_await this->bench_.reset();
      for (int i = 0; i < 6; ++i) {
        co_await RisingEdge(this->clock_);
        EXPECT_EQ(this->model_.error_valid_o, 0) << "after " << left << " clocks";
        EXPECT_EQ(this->model_.done_valid_o, 0) << "after " << left << " clocks";
        EXPECT_EQ(this->model_.search_ready_o, 1) << "after " << left << " clocks";
      }
    });
    if (left % 8 == 1) this->run({this->with_errors(TestFixture::kT)}, 0);
  }
}

}  // namespace
}  // namespace lightloop::testbench
