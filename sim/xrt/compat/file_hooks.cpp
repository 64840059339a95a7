// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <vector>

#include "sim/xrt/compat/driver_hooks.hpp"
#include "sim/xrt/compat/session.hpp"
#include "sim/xrt/compat/shell_command.hpp"

namespace lightloop::xrt_compat {
namespace {

namespace fs = std::filesystem;

// system: the driver unpacks and copies with unquoted shell commands, which fail on paths with
// spaces, need an `unzip` that XRT's package does not bring along, and stop to ask on the terminal
// when a file exists.
int run_without_shell(const char* command) {
  if (!command) return std::system(command);  // NOLINT(bugprone-command-processor): as told
  const auto status = run_known_command(command);
  return status ? *status : std::system(command);  // NOLINT(bugprone-command-processor): not known
}

// std::filebuf::open, as the driver's own file streams call it: emulation_debug.log would be
// written beside the program (2.13) or into the working directory (2.25).
std::filebuf* open_in_session(std::filebuf* buffer, const char* path,
                              std::ios_base::openmode mode) {
  if ((mode & std::ios_base::out) && fs::path(path).filename() == "emulation_debug.log")
    return buffer->open(session_directory() / "emulation_debug.log", mode);
  return buffer->open(path, mode);
}

}  // namespace

std::span<const Redirect> file_hooks() {
  static const std::array<Redirect, 2> table = {{
      {"system", hook_address(run_without_shell)},
      {"_ZNSt13basic_filebufIcSt11char_traitsIcEE4openEPKcSt13_Ios_Openmode",
       hook_address(open_in_session)},
  }};
  return table;
}

}  // namespace lightloop::xrt_compat
