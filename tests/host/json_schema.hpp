// SPDX-License-Identifier: Apache-2.0
// Checks a JSON document against the part of JSON Schema that the schemas in docs/ use.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace lightloop::tests {

/// What is wrong with `document`, one line each with the place; empty when it follows the schema.
/// Throws std::runtime_error for a schema that cannot be read or uses a keyword unknown here.
std::vector<std::string> schema_errors(const std::filesystem::path& schema,
                                       const nlohmann::json& document);

}  // namespace lightloop::tests
