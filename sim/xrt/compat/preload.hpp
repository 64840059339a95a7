// SPDX-License-Identifier: Apache-2.0
// What the preloaded library finds out about its surroundings.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace lightloop::xrt_compat {

/// A value of LD_PRELOAD without this library.
std::string without_this_library(std::string_view preloaded);

/// Directory with the emconfig.json to use: beside the program, else the generated one.
std::string emulation_config_directory();

/// The settings file for a program that has none: no XRT_INI_PATH, no xrt.ini beside the program or
/// in the working directory. Empty when it has one, or when there is no generated one.
std::string default_settings_file();

}  // namespace lightloop::xrt_compat
