// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace lightloop::host {

/// The names of the profiles in `directories`, each once, sorted.
std::vector<std::string> profile_names(const std::vector<std::filesystem::path>& directories);

}  // namespace lightloop::host
