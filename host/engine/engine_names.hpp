// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace lightloop::host {

/// The names that parse_engine_kind() knows, in the order in which they are shown.
std::vector<std::string> engine_names();

}  // namespace lightloop::host
