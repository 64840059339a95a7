// SPDX-License-Identifier: Apache-2.0
// What a device process finds in its environment: its host, and where the sockets are.
#pragma once

#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace lightloop::xrt_device {

struct Session {
  pid_t host = 0;           ///< the process that started this one
  std::string socket_id{};  ///< EMULATION_SOCKETID, e.g. device0_0_1234
  /// LIGHTLOOP_EMU_DIR: set by the compatibility library, empty with the stock driver alone. It is
  /// the host's private directory, and goes when the host has gone.
  std::filesystem::path private_directory{};
  std::vector<std::filesystem::path>
      main_sockets{};  ///< where the host may listen, most likely first
  std::vector<std::filesystem::path> host_memory_sockets{};
  std::filesystem::path host_working_directory{};
  bool waveform = false;  ///< asked for by XRT's environment
};

/// Throws std::runtime_error if the driver's variables are missing.
Session find_session();

}  // namespace lightloop::xrt_device
