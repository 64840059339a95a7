// SPDX-License-Identifier: Apache-2.0
#include "host/link/link_runner.hpp"

#include <gtest/gtest.h>
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

TEST(RunLink, ASessionThatMiscountsIsADeviceFailure) {
  for (const std::uint64_t step : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{17}}) {
    Miscounting session(step);
    EXPECT_THROW(run_link(session, {.max_codewords = 1000}, {}), DeviceError) << step;
  }
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

TEST(NextCheckpoint, EndsAtTheLastNumber) {
  const golden::StopRule rule{kUnlimited, 10};
  EXPECT_EQ(next_checkpoint(rule, std::uint64_t{1} << 63),
            (std::uint64_t{1} << 63) + (std::uint64_t{1} << 59));
  EXPECT_EQ(next_checkpoint(rule, kUnlimited - 1), kUnlimited);
  EXPECT_EQ(next_checkpoint(rule, kUnlimited), kUnlimited);
}

}  // namespace
}  // namespace lightloop::host
