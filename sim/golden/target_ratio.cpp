// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/target_ratio.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

namespace lightloop::golden {
namespace {

using Binomial = boost::math::binomial_distribution<double>;

constexpr double kTail = 0.025;
// What is further from a mean than so many standard deviations, and as many events, is nothing.
constexpr double kFar = 12;

// A run that ended with `events`: `before` trials up to the checkpoint before the end, `after` from
// there to the end.
struct Ending {
  std::uint64_t target;
  std::uint64_t events;
  std::uint64_t before;
  std::uint64_t after;

  double trials() const { return static_cast<double>(before + after); }
};

// The fewest events that there can have been before.
std::uint64_t lowest_before(const Ending& end) {
  return end.events - std::min(end.events, end.after);
}

// The mean of the events before, given all events: of the ways to draw `events` out of all trials,
// those with fewer than `target` among the first.
double mean_before(const Ending& end) {
  const std::uint64_t lowest = lowest_before(end);
  const std::uint64_t highest = std::min({end.target - 1, end.events, end.before});
  const auto before = static_cast<double>(end.before);
  const auto after = static_cast<double>(end.after);
  const auto events = static_cast<double>(end.events);
  // From one number of events before to the next: the factor of the number of ways.
  const auto factor = [&](double x) {
    return (before - x) / (x + 1) * (events - x) / (after - events + x + 1);
  };
  const auto mode = static_cast<std::uint64_t>((before + 1) * (events + 1) / (before + after + 2));
  const std::uint64_t start = std::clamp(mode, lowest, highest);
  double weights = 1;
  double sum = static_cast<double>(start);
  const auto add = [&](double weight, std::uint64_t x) {
    weights += weight;
    sum += weight * static_cast<double>(x);
    return weight > 1e-18 * weights;
  };
  double weight = 1;
  for (std::uint64_t x = start; x < highest; ++x) {
    weight *= factor(static_cast<double>(x));
    if (!add(weight, x + 1)) break;
  }
  weight = 1;
  for (std::uint64_t x = start; x > lowest; --x) {
    weight /= factor(static_cast<double>(x - 1));
    if (!add(weight, x - 1)) break;
  }
  return sum / weights;
}

// The probability of at most `events` at the end and fewer than the target at the checkpoint
// before. It falls with p.
double probability_of_fewer(const Ending& end, std::uint64_t events, double p) {
  const Binomial before(static_cast<double>(end.before), p);
  const Binomial after(static_cast<double>(end.after), p);
  const double mean = boost::math::mean(before);
  const double reach = kFar * (boost::math::standard_deviation(before) + 1);
  const auto first = static_cast<std::uint64_t>(std::max(0.0, mean - reach));
  const std::uint64_t last =
      std::min({end.target - 1, events, end.before, static_cast<std::uint64_t>(mean + reach)});
  double sum = 0;
  for (std::uint64_t x = first; x <= last; ++x) {
    const auto rest = static_cast<double>(std::min(events - x, end.after));
    sum += boost::math::pdf(before, static_cast<double>(x)) * boost::math::cdf(after, rest);
  }
  return sum;
}

// Where `probability` falls through `level`, between two ratios that lie on both sides of it.
template <typename Probability>
double solve(const Probability& probability, double level, double low, double high) {
  if (probability(low) <= level) return low;
  if (probability(high) >= level) return high;
  std::uintmax_t steps = 100;
  const auto [left, right] =
      boost::math::tools::toms748_solve([&](double p) { return probability(p) - level; }, low, high,
                                        boost::math::tools::eps_tolerance<double>(40), steps);
  return std::midpoint(left, right);
}

Interval interval(const Ending& end) {
  const auto lower = [](double trials, double events, double tail) {
    return Binomial::find_lower_bound_on_p(trials, events, tail);
  };
  const auto upper = [](double trials, double events, double tail) {
    return Binomial::find_upper_bound_on_p(trials, events, tail);
  };
  const auto before = static_cast<double>(end.before);
  const auto events = static_cast<double>(end.events);
  const auto target = static_cast<double>(end.target);
  // Larger: the target before, or as many events at the end; at least as probable as each of the
  // two, at most as both together.
  const double low =
      solve([&](double p) { return probability_of_fewer(end, end.events - 1, p); }, 1 - kTail,
            std::min(lower(before, target, kTail / 2), lower(end.trials(), events, kTail / 2)),
            lower(end.trials(), events, kTail));
  // Smaller: fewer than the target before, and no more events at the end.
  constexpr double kLikely = 0.4;
  const double high =
      solve([&](double p) { return probability_of_fewer(end, end.events, p); }, kTail,
            std::min(lower(before, target, kLikely),
                     events < end.trials() ? lower(end.trials(), events + 1, kLikely) : 1.0),
            std::min(upper(before, target - 1, kTail),
                     events < end.trials() ? upper(end.trials(), events, kTail) : 1.0));
  return {low, high};
}

}  // namespace

MeasuredRatio measured_ratio(std::uint64_t events, std::uint64_t trials, const TargetStop& stop) {
  MeasuredRatio ratio = measured_ratio(events, trials);
  if (stop.target == 0 || stop.target > kLargestCorrectedTarget || events < stop.target ||
      stop.previous < stop.target)
    return ratio;
  if (stop.previous >= trials)
    throw std::invalid_argument("measured_ratio: found a checkpoint of " +
                                std::to_string(stop.previous) + " trials before the end at " +
                                std::to_string(trials));
  const Ending end{stop.target, events, stop.previous, trials - stop.previous};
  if (lowest_before(end) >= stop.target) return ratio;
  ratio.interval = interval(end);
  if (stop.target == 1) return ratio;
  ratio.value = mean_before(end) / static_cast<double>(stop.previous);
  ratio.estimator = Estimator::kUnbiasedAtTarget;
  return ratio;
}

}  // namespace lightloop::golden
