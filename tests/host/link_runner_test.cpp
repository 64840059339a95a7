// SPDX-License-Identifier: Apache-2.0
#include "host/link/link_runner.hpp"

#include <cmath>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <random>
#include <thread>

#include "host/engine/golden_engine.hpp"
#include "host/link/stop_rule.hpp"

namespace lightloop::host {
namespace {

golden::DigitalLinkConfig config_at(double snr_db) {
  golden::DigitalLinkConfig config;
  config.sigma = golden::sigma_from_snr_db(snr_db);
  return config;
}

// A session in which every tenth codeword is uncorrectable; it notes how it was asked.
class TenthBad : public LinkSession {
 public:
  golden::LinkCounters advance(std::uint64_t codewords) override {
    calls.push_back(codewords);
    counters_.codewords += codewords;
    counters_.uncorrectable_codewords = counters_.codewords / 10;
    if (delay.count() > 0) std::this_thread::sleep_for(delay);
    return counters_;
  }
  std::vector<std::uint64_t> calls;
  std::chrono::milliseconds delay{0};

 private:
  golden::LinkCounters counters_;
};

TEST(RunLink, EndsAtExactlyTheCodewordsAskedFor) {
  for (const std::uint64_t codewords : {1U, 15U, 16U, 17U, 1000U}) {
    TenthBad session;
    const auto result = run_link(session, {.max_codewords = codewords}, {});
    EXPECT_EQ(result.counters.codewords, codewords);
    EXPECT_EQ(result.stop_reason, StopReason::kCodewords);
  }
}

TEST(RunLink, AnErrorTargetIsAskedAtCheckpoints) {
  TenthBad session;
  const auto result = run_link(session, {kUnlimited, 100}, {});
  EXPECT_EQ(result.stop_reason, StopReason::kErrors);
  std::uint64_t checkpoint = 0;
  while (checkpoint / 10 < 100) checkpoint += std::max<std::uint64_t>(64, checkpoint / 16);
  EXPECT_EQ(result.counters.codewords, checkpoint);
}

TEST(RunLink, TheFirstOfTwoRulesEndsIt) {
  TenthBad few;
  EXPECT_EQ(run_link(few, {100, 50}, {}).stop_reason, StopReason::kCodewords);
  TenthBad many;
  EXPECT_EQ(run_link(many, {100000, 50}, {}).stop_reason, StopReason::kErrors);
}

TEST(RunLink, WhereItStopsDoesNotDependOnTheSpeedOfTheEngine) {
  TenthBad fast;
  TenthBad slow;
  slow.delay = std::chrono::milliseconds(60);
  const golden::StopRule rule{kUnlimited, 12};
  EXPECT_EQ(run_link(fast, rule, {}).counters, run_link(slow, rule, {}).counters);
  EXPECT_NE(fast.calls, slow.calls);
}

TEST(RunLink, AnInterruptEndsItAfterTheBatch) {
  TenthBad session;
  LinkRunHooks hooks;
  int calls = 0;
  hooks.progress = [&calls](const auto&) { ++calls; };
  hooks.interrupted = [&calls] { return calls == 3; };
  const auto result = run_link(session, {.max_codewords = 1000000000}, hooks);
  EXPECT_EQ(result.stop_reason, StopReason::kInterrupted);
  EXPECT_EQ(session.calls.size(), 3U);
  EXPECT_EQ(result.counters.codewords, session.calls[0] + session.calls[1] + session.calls[2]);
}

TEST(RunLink, CountersAreThoseOfOneLongCall) {
  GoldenEngine engine(2);
  auto cut = engine.open_link(config_at(16.0));
  const auto result = run_link(*cut, {.max_codewords = 3000}, {});
  auto whole = engine.open_link(config_at(16.0));
  EXPECT_EQ(result.counters, whole->advance(3000));
  EXPECT_GT(result.counters.uncorrectable_codewords, 0U);
}

// Sends any number of codewords at once; every `period`-th is uncorrectable.
class Instant : public LinkSession {
 public:
  explicit Instant(std::uint64_t period) : period_(period) {}
  golden::LinkCounters advance(std::uint64_t codewords) override {
    counters_.codewords += codewords;
    counters_.uncorrectable_codewords = counters_.codewords / period_;
    return counters_;
  }

 private:
  std::uint64_t period_;
  golden::LinkCounters counters_;
};

// The first checkpoint at or behind `codewords`.
std::uint64_t checkpoint_behind(std::uint64_t codewords) {
  std::uint64_t checkpoint = 0;
  while (checkpoint < codewords) {
    const std::uint64_t step = std::max<std::uint64_t>(64, checkpoint / 16);
    checkpoint = step < kUnlimited - checkpoint ? checkpoint + step : kUnlimited;
  }
  return checkpoint;
}

TEST(RunLink, AnErrorTargetIsMetHoweverFarItIs) {
  for (const std::uint64_t period :
       {std::uint64_t{1'000'000}, std::uint64_t{10'000'000}, std::uint64_t{1'000'000'000},
        std::uint64_t{1} << 40, std::uint64_t{1} << 60, kUnlimited / 3}) {
    Instant session(period);
    const auto result = run_link(session, {kUnlimited, 3}, {});
    EXPECT_EQ(result.counters.codewords, checkpoint_behind(3 * period)) << period;
    EXPECT_GE(result.counters.uncorrectable_codewords, 3U) << period;
    EXPECT_EQ(result.stop_reason,
              3 * period == kUnlimited ? StopReason::kCodewords : StopReason::kErrors)
        << period;
  }
}

TEST(RunLink, AllCodewordsThereAreCanBeSent) {
  Instant session(kUnlimited);
  const auto result = run_link(session, {kUnlimited, 2}, {});
  EXPECT_EQ(result.counters.codewords, kUnlimited);
  EXPECT_EQ(result.stop_reason, StopReason::kCodewords);
}

TEST(RunLink, NoBatchIsEmptyOrBeyondTheCheckpoint) {
  TenthBad session;
  static_cast<void>(run_link(session, {kUnlimited, 1'000'000}, {}));
  std::uint64_t sent = 0;
  for (const std::uint64_t call : session.calls) {
    EXPECT_GT(call, 0U);
    const std::uint64_t checkpoint = checkpoint_behind(sent + 1);
    sent += call;
    EXPECT_LE(sent, checkpoint);
  }
}

// A session that counts other codewords than it was told to send.
class Miscounting : public LinkSession {
 public:
  explicit Miscounting(std::uint64_t step) : step_(step) {}
  golden::LinkCounters advance(std::uint64_t /*codewords*/) override {
    counters_.codewords += step_;
    return counters_;
  }

 private:
  std::uint64_t step_;
  golden::LinkCounters counters_;
};

TEST(RunLink, ASessionThatMiscountsHasFailed) {
  for (const std::uint64_t step : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{17}}) {
    Miscounting session(step);
    const auto result = run_link(session, {.max_codewords = 1000}, {});
    EXPECT_EQ(result.stop_reason, StopReason::kFailed) << step;
    EXPECT_EQ(result.failure,
              fmt::format("link session: found {} codewords counted, expected 16", step));
  }
}

// Fails when it has sent 1000 codewords.
class Failing : public TenthBad {
 public:
  golden::LinkCounters advance(std::uint64_t codewords) override {
    sent_ += codewords;
    if (sent_ > 1000) throw DeviceError("the card is gone");
    return TenthBad::advance(codewords);
  }

 private:
  std::uint64_t sent_ = 0;
};

TEST(RunLink, AFailureLeavesWhatWasCountedUntilThen) {
  Failing session;
  const auto result = run_link(session, {.max_codewords = 100000}, {});
  EXPECT_EQ(result.stop_reason, StopReason::kFailed);
  EXPECT_EQ(result.failure, "the card is gone");
  EXPECT_GT(result.counters.codewords, 0U);
  EXPECT_LE(result.counters.codewords, 1000U);
  EXPECT_EQ(result.counters.uncorrectable_codewords, result.counters.codewords / 10);
}

TEST(NextCheckpoint, GrowsByASixteenthWithAnErrorTarget) {
  const golden::StopRule rule{5000, 10};
  EXPECT_EQ(next_checkpoint(rule, 0), 64U);
  EXPECT_EQ(next_checkpoint(rule, 64), 128U);
  EXPECT_EQ(next_checkpoint(rule, 1600), 1700U);
  EXPECT_EQ(next_checkpoint(rule, 4900), 5000U);
  EXPECT_EQ(next_checkpoint(rule, 5000), 5000U);
  EXPECT_EQ(next_checkpoint({5000, 0}, 64), 5000U);
}

// Each codeword is uncorrectable with the same probability.
class Bernoulli : public LinkSession {
 public:
  Bernoulli(double probability, std::uint64_t seed) : bad_(probability), random_(seed) {}
  golden::LinkCounters advance(std::uint64_t codewords) override {
    for (std::uint64_t i = 0; i < codewords; ++i)
      if (bad_(random_)) ++counters_.uncorrectable_codewords;
    counters_.codewords += codewords;
    return counters_;
  }

 private:
  std::bernoulli_distribution bad_;
  std::mt19937_64 random_;
  golden::LinkCounters counters_;
};

TEST(TargetStop, MakesTheMeanOfManyRunsTheTrueRatio) {
  constexpr double kRatio = 2e-3;
  constexpr int kRuns = 4000;
  const golden::StopRule rule{kUnlimited, 3};
  double mean = 0;
  double square = 0;
  double plain = 0;
  int above = 0;
  int below = 0;
  for (int run = 0; run < kRuns; ++run) {
    Bernoulli session(kRatio, static_cast<std::uint64_t>(run));
    const auto counters = run_link(session, rule, {}).counters;
    const auto ratio = golden::measured_ratio(counters.uncorrectable_codewords, counters.codewords,
                                              target_stop(rule, counters.codewords));
    mean += ratio.value / kRuns;
    square += ratio.value * ratio.value / kRuns;
    plain += static_cast<double>(ratio.events) / static_cast<double>(ratio.trials) / kRuns;
    if (ratio.interval.low > kRatio) ++above;
    if (ratio.interval.high < kRatio) ++below;
  }
  const double error = std::sqrt((square - mean * mean) / kRuns);
  EXPECT_NEAR(mean, kRatio, 4 * error);
  EXPECT_GT(plain, 1.3 * kRatio);
  // Of 4000 runs 100 in each tail, and what chance may add.
  EXPECT_LE(above, 140);
  EXPECT_LE(below, 140);
}

TEST(TargetStop, KnowsTheCheckpointBeforeTheEnd) {
  const golden::StopRule rule{5000, 10};
  EXPECT_EQ(target_stop(rule, 64).previous, 0U);
  EXPECT_EQ(target_stop(rule, 65).previous, 64U);
  EXPECT_EQ(target_stop(rule, 128).previous, 64U);
  EXPECT_EQ(target_stop(rule, 5000).previous, checkpoint_behind(4800));
  EXPECT_EQ(target_stop(rule, 128).target, 10U);
  EXPECT_EQ(target_stop({5000, 0}, 5000).target, 0U);
}

TEST(NextCheckpoint, EndsAtTheLastNumber) {
  const golden::StopRule rule{kUnlimited, 10};
  EXPECT_EQ(next_checkpoint(rule, std::uint64_t{1} << 63),
            (std::uint64_t{1} << 63) + (std::uint64_t{1} << 59));
  EXPECT_EQ(next_checkpoint(rule, kUnlimited - 1), kUnlimited);
  EXPECT_EQ(next_checkpoint(rule, kUnlimited), kUnlimited);
}

}  // namespace
}  // namespace lightloop::host
