// SPDX-License-Identifier: Apache-2.0
// An error ratio with what is needed to judge it.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>

namespace lightloop::host {

/// Errors among trials, the ratio, its 95 % Clopper-Pearson interval, and what theory expects.
/// The interval takes the trials as independent.
struct ErrorRatio {
  std::uint64_t errors = 0;
  std::uint64_t trials = 0;
  double ratio = 0;
  double low = 0;
  double high = 1;
  std::optional<double> theory;
};

ErrorRatio make_error_ratio(std::uint64_t errors, std::uint64_t trials,
                            std::optional<double> theory = std::nullopt);

/// As the schemas in docs/ have it: errors, trials, ratio, low, high, theory (null when unknown).
void to_json(nlohmann::json& json, const ErrorRatio& ratio);

}  // namespace lightloop::host
