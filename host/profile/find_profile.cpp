// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>
#include <sstream>
#include <system_error>

#include "host/base/errors.hpp"
#include "host/base/suggestion.hpp"
#include "host/profile/profile.hpp"
#include "host/profile/profile_names.hpp"
#include "sim/base/in_quotes.hpp"

namespace lightloop::host {
namespace {

constexpr const char* kSuffix = ".toml";

}  // namespace

std::vector<std::string> profile_names(const std::vector<std::filesystem::path>& directories) {
  std::set<std::string> names;
  for (const auto& directory : directories) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error))
      if (entry.path().extension() == kSuffix) names.insert(entry.path().stem().string());
  }
  return {names.begin(), names.end()};
}

std::vector<std::filesystem::path> profile_directories() {
  std::vector<std::filesystem::path> directories;
  if (const char* variable = std::getenv("LIGHTLOOP_PROFILE_PATH")) {
    std::istringstream list(variable);
    for (std::string directory; std::getline(list, directory, ':');)
      if (!directory.empty()) directories.emplace_back(directory);
  }
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error)
    directories.push_back(program.parent_path().parent_path() / "share/lightloop/profiles");
  return directories;
}

std::filesystem::path find_profile(const std::string& name_or_file,
                                   const std::vector<std::filesystem::path>& directories) {
  std::error_code error;
  if (name_or_file.find('/') != std::string::npos || name_or_file.ends_with(kSuffix)) {
    if (!std::filesystem::exists(name_or_file, error))
      throw InputError(fmt::format("{}: no such profile file", name_or_file));
    return name_or_file;
  }
  for (const auto& directory : directories) {
    auto file = directory / (name_or_file + kSuffix);
    // Also a link to nothing: reading it says so.
    if (std::filesystem::exists(std::filesystem::symlink_status(file, error))) return file;
  }
  const auto names = profile_names(directories);
  if (names.empty()) {
    std::vector<std::string> places;
    places.reserve(directories.size());
    for (const auto& directory : directories) places.push_back(directory.string());
    throw InputError(fmt::format("unknown profile {}: no profiles in {}", in_quotes(name_or_file),
                                 fmt::join(places, ", ")));
  }
  throw InputError(fmt::format(
      "unknown profile {}: expected one of {}, or a path to a .toml file{}",
      in_quotes(name_or_file), fmt::join(names, ", "), did_you_mean(name_or_file, names)));
}

}  // namespace lightloop::host
