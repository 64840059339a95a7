// SPDX-License-Identifier: Apache-2.0
#include "host/report/error_ratio.hpp"

#include <nlohmann/json.hpp>

namespace lightloop::host {
namespace {

const char* to_string(golden::Estimator estimator) {
  switch (estimator) {
    case golden::Estimator::kEventsPerTrial:
      return "errors/trials";
    case golden::Estimator::kUnbiasedAtTarget:
      return "unbiased at error target";
  }
  return "";
}

}  // namespace

void to_json(nlohmann::json& json, const ErrorRatio& ratio) {
  const auto& measured = ratio.measured;
  json = {{"errors", measured.events},
          {"trials", measured.trials},
          {"ratio", measured.value},
          {"low", measured.interval.low},
          {"high", measured.interval.high},
          {"estimator", to_string(measured.estimator)},
          {"theory", nullptr}};
  if (ratio.theory) json["theory"] = *ratio.theory;
}

}  // namespace lightloop::host
