// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/environment.hpp"

#include <unistd.h>

namespace lightloop::xrt_compat {
namespace {

constexpr std::string_view kOwnName = "liblightloop_xrt_compat";

}  // namespace

std::string without_this_library(std::string_view preloaded) {
  std::string rest;
  while (!preloaded.empty()) {
    const auto end = preloaded.find_first_of(": ");
    const std::string_view library = preloaded.substr(0, end);
    preloaded.remove_prefix(end == std::string_view::npos ? preloaded.size() : end + 1);
    if (library.empty() || library.find(kOwnName) != std::string_view::npos) continue;
    rest += (rest.empty() ? "" : ":") + std::string(library);
  }
  return rest;
}

std::vector<std::string> environment_without_this_library() {
  constexpr std::string_view kPreload = "LD_PRELOAD=";
  std::vector<std::string> result;
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view text = *entry;
    if (!text.starts_with(kPreload)) {
      result.emplace_back(text);
    } else if (const std::string others = without_this_library(text.substr(kPreload.size()));
               !others.empty()) {
      result.push_back(std::string(kPreload) + others);
    }
  }
  return result;
}

}  // namespace lightloop::xrt_compat
