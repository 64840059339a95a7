// SPDX-License-Identifier: Apache-2.0
// What a process that this library starts gets as its environment.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lightloop::xrt_compat {

/// A value of LD_PRELOAD without this library.
std::string without_this_library(std::string_view preloaded);

/// The environment of this process, but with a LD_PRELOAD without this library.
std::vector<std::string> environment_without_this_library();

}  // namespace lightloop::xrt_compat
