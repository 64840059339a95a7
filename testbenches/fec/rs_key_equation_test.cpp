// SPDX-License-Identifier: Apache-2.0
// ll_rs_key_equation: locator, high evaluator and length for errors that are known, and the length
// for any syndromes.
#include <gtest/gtest.h>

#include "sim/golden/gf.hpp"
#include "testbenches/fec/stage_bench.hpp"

namespace lightloop::testbench {
namespace {

template <typename Shape>
class RsKeyEquation : public StageBench<Shape> {
 protected:
  using Base = StageBench<Shape>;
  // rtl/fec/ll_rs_key_equation.sv: from the syndromes to the result, and from word to word.
  static constexpr std::uint64_t kLatency = 2 * Base::kT + 1;

  struct Key {
    Words key;
    unsigned length = 0;
    static constexpr auto kFields =
        std::tuple(Field{"key", &Key::key}, Field{"length", &Key::length});
  };
  struct Times {
    std::vector<std::uint64_t> given, valid, taken;
  };

  /// The syndromes of errors at random places, with the key that must come, but for a factor.
  struct Problem {
    Polynomial syndromes;
    Words key;
    int length = 0;
  };
  Problem with_errors(int errors) {
    const std::vector<int> places = random_positions(errors, Base::kN, this->random_);
    Words word(Base::kN);
    add_errors(word, places, this->random_);
    const Polynomial syndromes = syndromes_of(Base::kCode, word);
    const Polynomial locator = locator_of(Base::kCode, places);
    return {syndromes,
            key_of(Base::kCode, high_evaluator(Base::kCode, locator, syndromes), locator), errors};
  }
  /// Any syndromes; the key means nothing when the length is above t.
  static Problem of_syndromes(const Polynomial& syndromes) {
    const ShiftRegister shortest = shortest_register(syndromes);
    Problem problem{syndromes, {}, shortest.length};
    if (shortest.length <= Base::kT) {
      const Polynomial high = high_evaluator(Base::kCode, shortest.connection, syndromes);
      problem.key = key_of(Base::kCode, high, shortest.connection);
    }
    return problem;
  }

  Task<> send(std::vector<Polynomial> syndromes, StreamPacer pacer, Times& times) {
    return offer(
        this->clock_, this->port(this->model_.key_syndrome_valid_i),
        this->port(this->model_.key_syndrome_ready_o), std::move(syndromes), pacer,
        [this](const Polynomial& s) { write_symbols(this->port(this->model_.key_syndrome_i), s); },
        [&times](std::size_t /*word*/, std::uint64_t cycle) { times.given.push_back(cycle); });
  }

  /// The result at the port; a key with the factor taken out, so that Lambda_0 is 1.
  Key result() const {
    Key found{symbols_of(this->model_.key_o, 2 * Base::kT + 1), this->model_.key_length_o};
    const FecSymbol factor = found.key[Base::kT];
    if (found.length > Base::kT || factor == 0) {
      found.key.clear();
    } else {
      found.key = scaled(found.key, golden::gf::inverse(factor));
    }
    return found;
  }

  /// A key that is valid and not taken stays as it is.
  Task<> watch(Times& times) {
    bool waiting = false;
    Words held;
    for (;;) {
      co_await RisingEdge(this->clock_);
      const bool valid = this->model_.key_valid_o != 0;
      const Words now = symbols_of(this->model_.key_o, 2 * Base::kT + 1);
      if (waiting) {
        EXPECT_TRUE(valid) << "a result was withdrawn";
        EXPECT_EQ(now, held) << "a result changed while it waited";
      }
      if (valid && !waiting) times.valid.push_back(this->clock_.cycle());
      waiting = valid && this->model_.key_ready_i == 0;
      held = now;
    }
  }

  Times run(const std::vector<Problem>& problems, unsigned gap_percent, unsigned stall_percent) {
    Times times;
    Scoreboard<Key> board("keys");
    std::vector<Polynomial> syndromes;
    for (const Problem& problem : problems) {
      syndromes.push_back(problem.syndromes);
      board.expect({problem.key, static_cast<unsigned>(problem.length)});
    }
    this->bench_.run(
        [&]() -> Task<> {
          this->bench_.start_soon(send(syndromes, this->pacer(gap_percent), times), "send");
          this->bench_.start_soon(watch(times), "watch");
          co_await accept(this->clock_, this->port(this->model_.key_valid_o),
                          this->port(this->model_.key_ready_i), problems.size(),
                          this->pacer(stall_percent), [&](std::uint64_t cycle) {
                            board.found(result(), cycle);
                            times.taken.push_back(cycle);
                          });
          co_await ClockCycles(this->clock_, 2 * kLatency);
          EXPECT_EQ(this->model_.key_valid_o, 0) << "more keys than words";
        },
        100 * (problems.size() + 10) * kLatency);
    return times;
  }
};

TYPED_TEST_SUITE(RsKeyEquation, StageShapes, StageShapeName);

TYPED_TEST(RsKeyEquation, FindsLocatorAndEvaluatorOfEveryNumberOfErrors) {
  std::vector<typename TestFixture::Problem> problems;
  for (int round = 0; round < 8; ++round) {
    for (int errors = 0; errors <= TestFixture::kT; ++errors) {
      problems.push_back(this->with_errors(errors));
      // The key from the error places is the one that Massey finds.
      EXPECT_EQ(this->of_syndromes(problems.back().syndromes).key, problems.back().key);
    }
  }
  this->run(problems, 0, 0);
}

TYPED_TEST(RsKeyEquation, GivesTheShortestLengthForAnySyndromes) {
  constexpr int kSyndromes = 2 * TestFixture::kT;
  std::vector<typename TestFixture::Problem> problems;
  for (int length = TestFixture::kT + 1; length <= kSyndromes; ++length) {
    // Zeros and then something: nothing shorter than the place can make it.
    Polynomial syndromes(kSyndromes);
    for (int i = length - 1; i < kSyndromes; ++i) {
      syndromes[i] = static_cast<FecSymbol>(this->random_.between(1, 0x3FF));
    }
    problems.push_back(this->of_syndromes(syndromes));
    EXPECT_EQ(problems.back().length, length);
  }
  for (int i = 0; i < 60; ++i) {
    Polynomial syndromes(kSyndromes);
    // Few values, so that many discrepancies are zero.
    const int highest = i % 2 == 0 ? 1 : 0x3FF;
    for (FecSymbol& s : syndromes) s = static_cast<FecSymbol>(this->random_.between(0, highest));
    problems.push_back(this->of_syndromes(syndromes));
  }
  this->run(problems, 0, 0);
}

TYPED_TEST(RsKeyEquation, TakesPausesOnBothSides) {
  for (const unsigned gaps : {0U, 50U, 90U}) {
    for (const unsigned stalls : {0U, 50U, 90U}) {
      SCOPED_TRACE("gaps " + std::to_string(gaps) + " %, stalls " + std::to_string(stalls) + " %");
      std::vector<typename TestFixture::Problem> problems;
      for (int i = 0; i < 16; ++i) {
        problems.push_back(this->with_errors(this->random_.corner(0, TestFixture::kT)));
      }
      this->run(problems, gaps, stalls);
    }
  }
}

TYPED_TEST(RsKeyEquation, TakesItsLatencyAndAWordInTheSameTime) {
  std::vector<typename TestFixture::Problem> problems;
  for (int i = 0; i < 6; ++i) problems.push_back(this->with_errors(i));
  const auto times = this->run(problems, 0, 0);
  for (std::size_t i = 0; i < problems.size(); ++i) {
    EXPECT_EQ(times.valid[i] - times.given[i], TestFixture::kLatency) << "word " << i;
    if (i == 0) continue;
    EXPECT_EQ(times.given[i] - times.given[i - 1], TestFixture::kLatency) << "word " << i;
  }
}

TYPED_TEST(RsKeyEquation, StartsAfreshAfterAResetInEveryIteration) {
  for (std::uint64_t left = 1; left <= TestFixture::kLatency + 2; ++left) {
    const std::vector<Polynomial> before{this->with_errors(TestFixture::kT).syndromes};
    const auto after = this->with_errors(TestFixture::kT - 1);
    this->bench_.run([&, left]() -> Task<> {
      typename TestFixture::Times times;
      this->port(this->model_.key_ready_i).write(0);
      co_await this->send(before, StreamPacer(), times);
      co_await ClockCycles(this->clock_, left);
      co_await this->bench_.reset();
      co_await RisingEdge(this->clock_);
      EXPECT_EQ(this->model_.key_valid_o, 0) << "after " << left << " clocks";
      EXPECT_EQ(this->model_.key_syndrome_ready_o, 1) << "after " << left << " clocks";
    });
    this->run({after}, 0, 0);
  }
}

}  // namespace
}  // namespace lightloop::testbench
