// SPDX-License-Identifier: Apache-2.0
// ll_rs_correct: words wait for their errors and leave corrected, whoever pauses.
#include <algorithm>
#include <gtest/gtest.h>

#include "testbenches/fec/stage_bench.hpp"
#include "testbenches/lib/symbol_stream.hpp"

namespace lightloop::testbench {
namespace {

template <typename Shape>
class RsCorrect : public StageBench<Shape> {
 protected:
  using Base = StageBench<Shape>;
  static constexpr StreamShape kStream{Base::kN, Base::kWidth, 1};
  // rtl/fec/ll_rs_correct.sv
  static constexpr std::uint64_t kLatency = 3;  // from done_valid_i to the word's first beat
  static constexpr int kSlots = 4;              // words between start_i and the last beat out

  struct Plan {
    Words received;
    Words error;  ///< n symbols, zero but for at most t beats
    bool uncorrectable = false;
    unsigned count = 0;
    unsigned late = 0;  ///< clocks from the last beat of the search to the verdict

    Words expected() const {
      Words word = received;
      if (uncorrectable) return word;
      for (std::size_t i = 0; i < word.size(); ++i) word[i] ^= error[i];
      return word;
    }
    std::uint8_t user() const { return static_cast<std::uint8_t>(uncorrectable ? 0x20 : count); }
  };

  RsCorrect() : sink_(kStream, {}), at_clock_{sink_, this->clock_} {
    this->bench_.attach(at_clock_);
  }

  /// A random word; errors in `beats` different beats, the last beat among them if `at_end`.
  Plan plan(int beats, bool at_end, bool uncorrectable) {
    Plan plan{this->received_word(0), Words(Base::kN), uncorrectable, 0, 0};
    std::vector<int> places = random_positions(beats, Base::kBeats, this->random_);
    if (at_end && beats > 0 &&
        std::find(places.begin(), places.end(), Base::kBeats - 1) == places.end()) {
      places[0] = Base::kBeats - 1;
    }
    for (const int beat : places) {
      plan.error[beat * Base::kWidth + this->random_.between(0, Base::kWidth - 1)] =
          static_cast<FecSymbol>(this->random_.between(1, 0x3FF));
    }
    if (!uncorrectable) plan.count = static_cast<unsigned>(beats);
    plan.late = this->random_.percent(50) ? 0 : this->random_.between(1U, 3U);
    return plan;
  }
  Plan any_plan() {
    const int beats = this->random_.corner(0, Base::kT);
    return plan(beats, this->random_.percent(50), this->random_.percent(25));
  }

  Task<> feed(const std::vector<Plan>& plans, StreamPacer pacer) {
    std::vector<Words> beats;
    for (const Plan& plan : plans) {
      for (int i = 0; i < Base::kBeats; ++i) {
        const auto beat = this->beat_of(plan.received, i);
        beats.emplace_back(beat.begin(), beat.end());
      }
    }
    return offer(
        this->clock_, this->port(this->model_.word_valid_i), this->port(this->model_.word_ready_o),
        std::move(beats), pacer,
        [this](const Words& beat) { write_symbols(this->port(this->model_.word_i), beat); },
        [this](std::size_t beat, std::uint64_t /*cycle*/) { fed_ = beat + 1; });
  }

  /// start_i for word after word, as soon as there is room and at most `lead` searches are under
  /// way.
  Task<> start(std::size_t count, std::size_t lead) {
    const auto start = this->port(this->model_.start_i);
    for (started_ = 0; started_ < count;) {
      while (this->model_.start_ready_o == 0 || started_ >= searched_ + lead) {
        co_await RisingEdge(this->clock_);
      }
      start.write(1);
      co_await RisingEdge(this->clock_);
      start.write(0);
      ++started_;
      // The answer to this start is at the port after its edge.
      co_await ReadWrite();
    }
  }

  /// Stands for the search: a beat a clock, then the verdict.
  Task<> search(const std::vector<Plan>& plans) {
    const auto error_valid = this->port(this->model_.error_valid_i);
    const auto done_valid = this->port(this->model_.done_valid_i);
    searched_ = 0;
    for (const Plan& plan : plans) {
      while (started_ <= searched_ || fed_ < (searched_ + 1) * Base::kBeats) {
        co_await RisingEdge(this->clock_);
      }
      for (int beat = 0; beat < Base::kBeats; ++beat) {
        const auto error = this->beat_of(plan.error, beat);
        const bool wrong = std::any_of(error.begin(), error.end(), [](auto e) { return e != 0; });
        error_valid.write(wrong ? 1 : 0);
        this->port(this->model_.error_beat_i).write(static_cast<CData>(beat));
        write_symbols(this->port(this->model_.error_i), error);
        if (beat == Base::kBeats - 1) break;
        co_await RisingEdge(this->clock_);
      }
      if (plan.late > 0) {
        co_await RisingEdge(this->clock_);
        error_valid.write(0);
        co_await ClockCycles(this->clock_, plan.late - 1);
      }
      done_valid.write(1);
      this->port(this->model_.done_uncorrectable_i).write(plan.uncorrectable ? 1 : 0);
      this->port(this->model_.done_count_i).write(static_cast<CData>(plan.count));
      co_await RisingEdge(this->clock_);
      done_cycles_.push_back(this->clock_.cycle());
      done_valid.write(0);
      error_valid.write(0);
      ++searched_;
    }
  }

  Task<> received(std::uint64_t beats) {
    while (sink_.beats_received() < beats) co_await RisingEdge(this->clock_);
  }

  void start_partners(const std::vector<Plan>& plans, StreamPacer feed_pacer, std::size_t lead) {
    fed_ = started_ = searched_ = 0;
    done_cycles_.clear();
    this->bench_.start_soon(feed(plans, feed_pacer), "feed");
    this->bench_.start_soon(start(plans.size(), lead), "start");
    this->bench_.start_soon(search(plans), "search");
  }

  void compare(const std::vector<Plan>& plans) {
    Scoreboard<Words> words("words");
    Scoreboard<std::uint8_t> users("tuser");
    const Words& found = sink_.words();
    for (std::size_t i = 0; i < plans.size(); ++i) {
      words.expect(plans[i].expected());
      users.expect(plans[i].user());
    }
    for (std::size_t i = 0; (i + 1) * Base::kN <= found.size(); ++i) {
      words.found(Words(found.begin() + i * Base::kN, found.begin() + (i + 1) * Base::kN), i);
      users.found(sink_.users()[i], i);
    }
    EXPECT_EQ(sink_.rule_violations(), 0U);
  }

  void run(const std::vector<Plan>& plans, unsigned gap_percent, unsigned stall_percent,
           std::size_t lead) {
    sink_ = SymbolSink(kStream, this->pacer(stall_percent));
    this->bench_.run(
        [&]() -> Task<> {
          start_partners(plans, this->pacer(gap_percent), lead);
          co_await received(plans.size() * Base::kBeats);
          co_await ClockCycles(this->clock_, 20);
        },
        100 * (plans.size() + 5) * Base::kBeats);
    compare(plans);
  }

  SymbolSink sink_;
  AtClock<SymbolSink> at_clock_;
  std::size_t fed_ = 0;       // beats
  std::size_t started_ = 0;   // words
  std::size_t searched_ = 0;  // words
  std::vector<std::uint64_t> done_cycles_;
};

TYPED_TEST_SUITE(RsCorrect, StageShapes, StageShapeName);

TYPED_TEST(RsCorrect, CorrectsEveryLengthOfListAndPassesHopelessWords) {
  std::vector<typename TestFixture::Plan> plans;
  for (int beats = 0; beats <= TestFixture::kT; ++beats) {
    for (const bool at_end : {false, true}) {
      plans.push_back(this->plan(beats, at_end, false));
      plans.push_back(this->plan(beats, at_end, true));
    }
  }
  this->run(plans, 0, 0, 1);
}

TYPED_TEST(RsCorrect, TakesPausesOnBothSidesAndSearchesThatRunAhead) {
  for (const unsigned gaps : {0U, 30U, 80U}) {
    for (const unsigned stalls : {0U, 50U, 90U}) {
      SCOPED_TRACE("gaps " + std::to_string(gaps) + " %, stalls " + std::to_string(stalls) + " %");
      std::vector<typename TestFixture::Plan> plans;
      for (int i = 0; i < 10; ++i) plans.push_back(this->any_plan());
      this->run(plans, gaps, stalls, this->random_.between(1U, 6U));
    }
  }
}

TYPED_TEST(RsCorrect, SendsABeatEachClockThreeAfterTheVerdict) {
  std::vector<typename TestFixture::Plan> plans;
  for (int i = 0; i < 5; ++i) {
    plans.push_back(this->plan(i, true, false));
    plans.back().late = 0;
  }
  this->run(plans, 0, 0, 2);
  EXPECT_EQ(*this->sink_.first_cycle() - this->done_cycles_.front(), TestFixture::kLatency);
  EXPECT_EQ(*this->sink_.last_cycle() - *this->sink_.first_cycle() + 1,
            std::uint64_t(5) * TestFixture::kBeats);
}

// The output does not move: four searches may start and no fifth, the memory fills and says so, and
// everything comes out in the end.
TYPED_TEST(RsCorrect, RefusesStartsAndBeatsWithoutRoom) {
  std::vector<typename TestFixture::Plan> plans;
  for (int i = 0; i < 9; ++i) plans.push_back(this->any_plan());
  this->sink_ = SymbolSink(TestFixture::kStream, {});
  this->sink_.block(true);
  this->bench_.run([&]() -> Task<> {
    this->start_partners(plans, StreamPacer(), plans.size());
    co_await ClockCycles(this->clock_, 8 * TestFixture::kBeats);
    EXPECT_EQ(this->started_, std::size_t(TestFixture::kSlots));
    EXPECT_EQ(this->model_.start_ready_o, 0);
    EXPECT_EQ(this->model_.word_ready_o, 0);
    // Room for a word that comes in, one whose key is being solved and one that leaves.
    EXPECT_GE(this->fed_, std::size_t(2 * TestFixture::kBeats + 2 * TestFixture::kT + 5));
    EXPECT_EQ(this->sink_.beats_received(), 0U);
    this->sink_.block(false);
    co_await this->received(plans.size() * TestFixture::kBeats);
    co_await ClockCycles(this->clock_, 20);
  });
  this->compare(plans);
}

TYPED_TEST(RsCorrect, StartsAfreshAfterAResetAtAnyTime) {
  for (int attempt = 0; attempt < 24; ++attempt) {
    std::vector<typename TestFixture::Plan> before;
    std::vector<typename TestFixture::Plan> after;
    for (int i = 0; i < 5; ++i) before.push_back(this->plan(TestFixture::kT, true, false));
    for (int i = 0; i < 5; ++i) after.push_back(this->any_plan());
    // Sometimes nothing has left yet and all is full, sometimes words leave.
    const bool blocked = attempt % 3 == 0;
    const std::uint64_t left = this->random_.between(1, 5 * TestFixture::kBeats);
    SCOPED_TRACE("after " + std::to_string(left) + " clocks" + (blocked ? ", blocked" : ""));
    this->sink_ = SymbolSink(TestFixture::kStream, this->pacer(30));
    this->sink_.block(blocked);
    this->bench_.run([&]() -> Task<> {
      this->start_partners(before, StreamPacer(), 3);
      co_await ClockCycles(this->clock_, left);
    });
    // The partners were ended in the middle of what they did.
    this->bench_.run([&]() -> Task<> {
      this->port(this->model_.word_valid_i).write(0);
      this->port(this->model_.start_i).write(0);
      this->port(this->model_.error_valid_i).write(0);
      this->port(this->model_.done_valid_i).write(0);
      co_await this->bench_.reset();
      this->sink_ = SymbolSink(TestFixture::kStream, StreamPacer());
      co_await RisingEdge(this->clock_);
      EXPECT_EQ(this->model_.m_axis_tvalid, 0);
      EXPECT_EQ(this->model_.start_ready_o, 1);
      EXPECT_EQ(this->model_.word_ready_o, 1);
    });
    this->run(after, 0, 20, 2);
  }
}

}  // namespace
}  // namespace lightloop::testbench
