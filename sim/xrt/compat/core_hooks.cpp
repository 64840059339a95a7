// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "sim/xrt/compat/driver_hooks.hpp"
#include "sim/xrt/compat/preload.hpp"
#include "sim/xrt/xclbin/validate.hpp"

namespace lightloop::xrt_compat {
namespace {

bool looks_like_xclbin(const char* path) {
  if (std::string_view(path).ends_with(".xclbin")) return true;
  std::ifstream stream(path, std::ios::binary);
  std::array<char, 7> magic{};
  stream.read(magic.data(), magic.size());
  return stream && std::string_view(magic.data(), magic.size()) == "xclbin2";
}

// std::filebuf::open, as the core library reads files: a damaged xclbin makes XRT crash or hang,
// depending on where it is damaged. Checked first, and refused as XRT refuses a file that it cannot
// read: by an exception out of xrt::xclbin or load_xclbin, which says what is wrong.
std::filebuf* open_checked(std::filebuf* buffer, const char* path, std::ios_base::openmode mode) {
  const char* emulation = std::getenv("XCL_EMULATION_MODE");
  std::error_code ignored;
  if ((mode & std::ios_base::in) && emulation && std::strcmp(emulation, "hw_emu") == 0 &&
      std::filesystem::is_regular_file(path, ignored) && looks_like_xclbin(path))
    xclbin::validate_for_emulation(path);
  return buffer->open(path, mode);
}

// getenv: a program without settings of its own gets those that suit emulation, and the driver is
// found wherever it lies: XRT 2.13 looks for it in $XILINX_XRT/lib.
char* getenv_with_defaults(const char* name) {
  const std::string_view asked = name;
  char* value = std::getenv(name);
  thread_local std::string found;
  if (asked == "XILINX_XRT")
    found = xrt_root();
  else if (asked == "XRT_INI_PATH" && !(value && *value))
    found = default_settings_file();
  else
    return value;
  return found.empty() ? value : found.data();
}

}  // namespace

std::span<const Redirect> core_redirects() {
  static const std::array<Redirect, 2> table = {{
      {"_ZNSt13basic_filebufIcSt11char_traitsIcEE4openEPKcSt13_Ios_Openmode",
       hook_address(open_checked)},
      {"getenv", hook_address(getenv_with_defaults)},
  }};
  return table;
}

std::span<const Redirect> opencl_redirects() {
  static const std::array<Redirect, 1> table = {{{"getenv", hook_address(getenv_with_defaults)}}};
  return table;
}

}  // namespace lightloop::xrt_compat
