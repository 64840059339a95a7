// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/target_ratio.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <stdexcept>
#include <vector>

namespace lightloop::golden {
namespace {

double binomial(std::uint64_t trials, std::uint64_t events, double p) {
  if (events > trials) return 0;
  const auto n = static_cast<double>(trials);
  const auto k = static_cast<double>(events);
  return std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) +
                  k * std::log(p) + (n - k) * std::log1p(-p));
}

// Every way in which a run can end, and how probable it is: visit(probability, events, trials,
// stop). Runs that go on to the last checkpoint end there.
template <typename Visit>
void each_ending(double p, std::uint64_t target, const std::vector<std::uint64_t>& checkpoints,
                 const Visit& visit) {
  std::vector<double> going_on(target);  // by events so far
  going_on[0] = 1;
  std::uint64_t previous = 0;
  for (const std::uint64_t checkpoint : checkpoints) {
    const std::uint64_t trials = checkpoint - previous;
    std::vector<double> then(target + trials);
    for (std::uint64_t before = 0; before < target; ++before)
      for (std::uint64_t more = 0; more <= trials; ++more)
        then[before + more] += going_on[before] * binomial(trials, more, p);
    const bool last = checkpoint == checkpoints.back();
    for (std::uint64_t events = last ? 0 : target; events < then.size(); ++events)
      if (events <= checkpoint && then[events] > 1e-13)
        visit(then[events], events, checkpoint, TargetStop{target, previous});
    going_on.assign(then.begin(), then.begin() + static_cast<std::ptrdiff_t>(target));
    previous = checkpoint;
  }
}

// As those of runs (host/link/stop_rule.hpp), with a first step of 64 too.
std::vector<std::uint64_t> checkpoints_to(std::uint64_t last) {
  std::vector<std::uint64_t> result;
  for (std::uint64_t at = 64; at < last; at += std::max<std::uint64_t>(64, at / 16))
    result.push_back(at);
  result.push_back(last);
  return result;
}

struct TargetCase {
  double p;
  std::uint64_t target;
  std::uint64_t last;  // checkpoint, far behind what the target needs, or in the midst of it
};

constexpr TargetCase kTargetCases[] = {{0.05, 2, 2000}, {0.05, 10, 2000}, {0.02, 3, 2000},
                                       {0.02, 3, 150},  {0.3, 100, 1500}, {0.9, 300, 1000}};

TEST(TargetRatio, IsUnbiased) {
  for (const TargetCase& c : kTargetCases) {
    double all = 0;
    double mean = 0;
    double plain = 0;
    each_ending(c.p, c.target, checkpoints_to(c.last),
                [&](double probability, std::uint64_t events, std::uint64_t trials,
                    const TargetStop& stop) {
                  all += probability;
                  mean += probability * measured_ratio(events, trials, stop).value;
                  plain += probability * measured_ratio(events, trials).value;
                });
    SCOPED_TRACE(testing::Message() << c.p << ", " << c.target << " events, " << c.last);
    EXPECT_NEAR(all, 1, 1e-9);
    EXPECT_NEAR(mean / c.p, 1, 1e-8);
    EXPECT_GT(plain / c.p, 1 + 1e-5) << "there was something to correct";
  }
}

TEST(TargetRatio, ItsIntervalLeavesAtMostTwoAndAHalfPercentInEachTail) {
  for (const TargetCase& c : kTargetCases) {
    double above = 0;
    double below = 0;
    each_ending(c.p, c.target, checkpoints_to(c.last),
                [&](double probability, std::uint64_t events, std::uint64_t trials,
                    const TargetStop& stop) {
                  if (probability < 1e-7) return;  // all of them together are nothing
                  const MeasuredRatio ratio = measured_ratio(events, trials, stop);
                  if (ratio.interval.low > c.p) above += probability;
                  if (ratio.interval.high < c.p) below += probability;
                  EXPECT_TRUE(ratio.interval.contains(ratio.value)) << events << " of " << trials;
                });
    SCOPED_TRACE(testing::Message() << c.p << ", " << c.target << " events, " << c.last);
    EXPECT_LE(above, 0.025);
    EXPECT_LE(below, 0.025);
    EXPECT_GT(above + below, 0.005) << "it is not far too wide";
  }
}

TEST(TargetRatio, WithACheckpointAfterEachTrialItIsInverseSampling) {
  // Haldane: (target - 1) / (trials - 1). The ends follow from the binomial distributions of the
  // trials up to the last and to the one before.
  for (const std::uint64_t target : {2U, 3U, 17U}) {
    const std::uint64_t trials = 40 * target;
    const MeasuredRatio ratio = measured_ratio(target, trials, {target, trials - 1});
    EXPECT_DOUBLE_EQ(ratio.value,
                     static_cast<double>(target - 1) / static_cast<double>(trials - 1));
    EXPECT_EQ(ratio.estimator, Estimator::kUnbiasedAtTarget);
    EXPECT_NEAR(ratio.interval.low, clopper_pearson(target, trials).low, 1e-12);
    EXPECT_NEAR(ratio.interval.high, clopper_pearson(target - 1, trials - 1).high, 1e-12);
  }
}

TEST(TargetRatio, IsThePlainOneWhereTheCheckpointBeforeHadNoSay) {
  const auto expect_plain = [](std::uint64_t events, std::uint64_t trials, const TargetStop& stop) {
    const MeasuredRatio ratio = measured_ratio(events, trials, stop);
    const MeasuredRatio plain = measured_ratio(events, trials);
    EXPECT_EQ(ratio.value, plain.value);
    EXPECT_EQ(ratio.interval.low, plain.interval.low);
    EXPECT_EQ(ratio.interval.high, plain.interval.high);
    EXPECT_EQ(ratio.estimator, Estimator::kEventsPerTrial);
  };
  expect_plain(5, 1000, {});
  expect_plain(5, 64, {3, 0});      // ended at the first checkpoint
  expect_plain(2, 1000, {3, 900});  // ended for another reason
  expect_plain(70, 128, {65, 64});  // the target could not have been met before
  expect_plain(0, 0, {3, 0});
  expect_plain(1000, 1000, {900, 940});  // would have ended before
}

TEST(TargetRatio, OfASingleEventIsNotCorrectedButItsIntervalIs) {
  const MeasuredRatio ratio = measured_ratio(1, 1088, {1, 1024});
  EXPECT_EQ(ratio.value, 1.0 / 1088);
  EXPECT_EQ(ratio.estimator, Estimator::kEventsPerTrial);
  EXPECT_LT(ratio.interval.high, clopper_pearson(1, 1088).high);
}

TEST(TargetRatio, OfManyEventsIsThePlainOneNearly) {
  const MeasuredRatio plain = measured_ratio(kLargestCorrectedTarget, 17'000'000);
  const MeasuredRatio ratio =
      measured_ratio(kLargestCorrectedTarget, 17'000'000, {kLargestCorrectedTarget, 16'000'000});
  EXPECT_EQ(ratio.estimator, Estimator::kUnbiasedAtTarget);
  EXPECT_NEAR(ratio.value / plain.value, 1, 1e-3);
  EXPECT_NEAR(ratio.interval.low / plain.interval.low, 1, 1e-3);
  EXPECT_NEAR(ratio.interval.high / plain.interval.high, 1, 1e-3);
  EXPECT_EQ(measured_ratio(200'000, 34'000'000, {200'000, 32'000'000}).value, 200.0 / 34'000);
}

TEST(TargetRatio, OfRareEventsIsANumber) {
  const std::uint64_t trials = 1'000'000'000'000;
  const MeasuredRatio ratio = measured_ratio(3, trials, {3, trials / 17 * 16});
  EXPECT_NEAR(ratio.value, 2e-12, 0.2e-12);
  EXPECT_GT(ratio.interval.low, 0.5e-12);
  EXPECT_LT(ratio.interval.high, 9e-12);
}

TEST(TargetRatio, RefusesNonsense) {
  EXPECT_THROW(measured_ratio(5, 4, {3, 3}), std::invalid_argument);
  EXPECT_THROW(measured_ratio(5, 100, {3, 100}), std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::golden
