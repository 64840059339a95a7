// SPDX-License-Identifier: Apache-2.0
// What the preloaded library finds for XRT where the program has not.
#pragma once

#include <string>

namespace lightloop::xrt_compat {

/// Directory with the emconfig.json to use: the one that the user has named, else beside the
/// program, else a generated one. The generated one if a number of cards was asked for.
std::string emulation_config_directory();

/// The settings file for a program that has none: no XRT_INI_PATH, no xrt.ini beside the program or
/// in the working directory. Empty when it has one.
std::string default_settings_file();

/// Directory whose lib/ holds the driver: what XILINX_XRT names, if that is true, else a generated
/// one for the XRT that is loaded. Empty when there is none.
std::string xrt_root();

/// True when the driver has been loaded and its calls are redirected.
bool is_driver_ready();

}  // namespace lightloop::xrt_compat
