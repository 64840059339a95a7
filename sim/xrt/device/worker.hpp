// SPDX-License-Identifier: Apache-2.0
// The simulating half of a device process.
#pragma once

#include <filesystem>

#include "sim/xrt/device/connection.hpp"
#include "sim/xrt/device/session.hpp"

namespace lightloop::xrt_device {

/// How the worker ended, as its exit code. Values that no library's exit() uses by chance.
enum WorkerExit : int {
  kWorkerClosed = 64,    ///< the host closed the device
  kWorkerHostGone = 65,  ///< the host ended without closing
  kWorkerStopped = 66,   ///< asked to end by a signal
  kWorkerFailed = 67,    ///< an error, which is on standard error
};

/// Serves the host on `connection` with the device described in `directory`/device.json until one
/// of the above. Makes all Verilated models; nothing before it does.
WorkerExit run_worker(const Session& session, Connection connection,
                      const std::filesystem::path& directory);

}  // namespace lightloop::xrt_device
