// SPDX-License-Identifier: Apache-2.0
// Results as a table for spreadsheets and plotting programs.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

namespace lightloop::host {

/// RFC 4180 (lines end with CR LF there; with LF here): a line of names, then a line for each of
/// `rows`. The columns are all fields of the rows, named by their path ("counters.codewords",
/// "counters.histogram.0"), those of `first` before the others, which stand in alphabetical order.
/// What a row does not have, and null, is an empty field.
std::string csv(std::span<const nlohmann::json> rows, const std::vector<std::string>& first);

}  // namespace lightloop::host
