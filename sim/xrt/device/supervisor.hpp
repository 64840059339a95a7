// SPDX-License-Identifier: Apache-2.0
// The watching half of a device process: it holds the socket to the host, and runs the simulation
// in a child process, so that a simulation that dies takes the host along with a message instead of
// leaving it waiting for ever; and so that nothing remains when the host has gone.
#pragma once

#include <filesystem>

#include "sim/xrt/device/session.hpp"

namespace lightloop::xrt_device {

/// Connects to the host, runs the worker and watches both. Returns the exit code of the process:
/// 0 when the host closed the device or ended, 3 when the device failed.
int run_supervisor(const Session& session, const std::filesystem::path& directory);

}  // namespace lightloop::xrt_device
