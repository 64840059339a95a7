// SPDX-License-Identifier: Apache-2.0
// What a device process finds in its environment: its host, and where the sockets are.
#pragma once

#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace lightloop::xrt_device {

struct Session {
  pid_t host = 0;  ///< the process that loaded the xclbin
  /// End of a pipe that closes when the host has gone; -1 with the stock driver alone, whose device
  /// is a child of the host.
  int lifeline = -1;
  std::string socket_id{};  ///< EMULATION_SOCKETID, e.g. device0_0_1234
  /// LIGHTLOOP_EMU_DIR: set by the compatibility library, empty with the stock driver alone.
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
