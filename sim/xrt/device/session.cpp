// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/session.hpp"

#include <charconv>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <unistd.h>

#include "sim/xrt/emulation/private_directory.hpp"

namespace lightloop::xrt_device {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::optional<int> number(const char* name) {
  const std::string text = variable(name);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Session find_session() {
  Session session{.host = number(xrt_emulation::kHostVariable).value_or(getppid()),
                  .lifeline = number(xrt_emulation::kLifelineVariable).value_or(-1),
                  .socket_id = variable("EMULATION_SOCKETID"),
                  .private_directory = variable(xrt_emulation::kDirectoryVariable)};
  if (session.socket_id.empty()) {
    throw std::runtime_error(
        "EMULATION_SOCKETID is not set: this program is started by XRT in hardware emulation, "
        "when a host program loads the xclbin");
  }
  const std::string d2x = "D2X_unix_sock_" + session.socket_id;
  if (!session.private_directory.empty()) {
    session.main_sockets.push_back(session.private_directory / session.socket_id);
    session.host_memory_sockets.push_back(session.private_directory / d2x);
  }
  if (const std::string user = variable("USER"); !user.empty()) {
    session.main_sockets.push_back(fs::path("/tmp") / user / session.socket_id);
    session.host_memory_sockets.push_back(fs::path("/tmp") / user / d2x);
  } else {
    // The stock driver's names for a user without a name: all such hosts share the first one.
    session.main_sockets.emplace_back("/tmp/xcl_sock");
    session.host_memory_sockets.push_back(fs::path("/tmp") / d2x);
  }
  std::error_code error;
  session.host_working_directory =
      fs::read_symlink("/proc/" + std::to_string(session.host) + "/cwd", error);
  if (error) session.host_working_directory = fs::current_path();
  session.waveform = !variable("VITIS_LAUNCH_WAVEFORM_GUI").empty() ||
                     !variable("VITIS_KERNEL_TRACE_FILENAME").empty();
  return session;
}

}  // namespace lightloop::xrt_device
