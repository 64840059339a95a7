// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/start_script.hpp"

namespace lightloop::xrt_compat {
namespace {

namespace fs = std::filesystem;

thread_local fs::path last_permitted;

}  // namespace

void note_permitted(const fs::path& directory) { last_permitted = directory; }

std::optional<fs::path> find_start_script() {
  if (last_permitted.empty()) return std::nullopt;
  for (const char* place : {"", "behav_waveform/xsim", "behav_waveform/questa",
                            "behav_waveform/xcelium", "behav_waveform/vcs", "behav_gdb/xsim"})
    for (const char* name : {"launch_hw_emu.sh", "simulate.sh"}) {
      std::error_code error;
      fs::path script = fs::absolute(last_permitted / place / name, error);
      if (!error && fs::is_regular_file(script, error)) return script;
    }
  return std::nullopt;
}

}  // namespace lightloop::xrt_compat
