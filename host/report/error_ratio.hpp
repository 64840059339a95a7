// SPDX-License-Identifier: Apache-2.0
// An error ratio with what is needed to judge it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "sim/golden/statistics.hpp"

namespace lightloop::host {

/// A measured ratio with its 95 % interval, beside what theory expects.
struct ErrorRatio {
  golden::MeasuredRatio measured;
  std::optional<double> theory;
};

/// As the schemas in docs/ have it; theory is null when unknown.
void to_json(nlohmann::json& json, const ErrorRatio& ratio);

}  // namespace lightloop::host
