// SPDX-License-Identifier: Apache-2.0
#include "host/report/error_ratio.hpp"

#include <boost/math/distributions/binomial.hpp>
#include <nlohmann/json.hpp>

namespace lightloop::host {

ErrorRatio make_error_ratio(std::uint64_t errors, std::uint64_t trials,
                            std::optional<double> theory) {
  ErrorRatio result{errors, trials, 0, 0, 1, theory};
  if (trials == 0) return result;
  result.ratio = static_cast<double>(errors) / static_cast<double>(trials);
  using Binomial = boost::math::binomial_distribution<>;
  result.low = Binomial::find_lower_bound_on_p(static_cast<double>(trials),
                                               static_cast<double>(errors), 0.025);
  result.high = Binomial::find_upper_bound_on_p(static_cast<double>(trials),
                                                static_cast<double>(errors), 0.025);
  return result;
}

void to_json(nlohmann::json& json, const ErrorRatio& ratio) {
  json = {{"errors", ratio.errors}, {"trials", ratio.trials}, {"ratio", ratio.ratio},
          {"low", ratio.low},       {"high", ratio.high},     {"theory", nullptr}};
  if (ratio.theory) json["theory"] = *ratio.theory;
}

}  // namespace lightloop::host
