// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/statistics.hpp"

#include <boost/math/distributions/binomial.hpp>
#include <stdexcept>
#include <string>

namespace lightloop::golden {

Interval clopper_pearson(std::uint64_t events, std::uint64_t trials, double confidence) {
  if (events > trials) {
    throw std::invalid_argument("clopper_pearson: found " + std::to_string(events) + " events in " +
                                std::to_string(trials) + " trials");
  }
  if (!(confidence > 0.0 && confidence < 1.0)) {
    throw std::invalid_argument("clopper_pearson: confidence: found " + std::to_string(confidence) +
                                ", expected inside 0..1");
  }
  if (trials == 0) return {};
  using Binomial = boost::math::binomial_distribution<double>;
  const double tail = (1.0 - confidence) / 2.0;
  const auto n = static_cast<double>(trials);
  const auto k = static_cast<double>(events);
  return {events == 0 ? 0.0 : Binomial::find_lower_bound_on_p(n, k, tail),
          events == trials ? 1.0 : Binomial::find_upper_bound_on_p(n, k, tail)};
}

MeasuredRatio measured_ratio(std::uint64_t events, std::uint64_t trials) {
  const double value =
      trials == 0 ? 0.0 : static_cast<double>(events) / static_cast<double>(trials);
  return {events, trials, value, clopper_pearson(events, trials), Estimator::kEventsPerTrial};
}

}  // namespace lightloop::golden
