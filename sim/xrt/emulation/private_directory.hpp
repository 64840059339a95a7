// SPDX-License-Identifier: Apache-2.0
// The private directory of one emulated host process: everything that XRT and the device process
// write while they run (sockets, unpacked xclbin, logs) lies in it, and goes away with it.
//
//   ${TMPDIR:-/tmp}/lightloop-emu-<pid>-XXXXXX     mode 0700, owned by the host process <pid>
//
// Made when a process first opens a card. Removed by that process when it ends by itself, by a
// process that waits for its end when it does not (sim/xrt/compat/session.cpp), and when even that
// one was killed, by the next emulated program of the same user (`sweep_stale_directories`).
#pragma once

#include <filesystem>
#include <string_view>

namespace lightloop::xrt_emulation {

/// Environment variables that say what cards the emulation shows: how many, and their name.
inline constexpr const char* kDevicesVariable = "LIGHTLOOP_EMU_DEVICES";
inline constexpr const char* kDeviceNameVariable = "LIGHTLOOP_EMU_CARD";

/// The name of a card where none is given: the platform that sim/xrt/package writes into xclbins.
inline constexpr const char* kDefaultDeviceName = "lightloop_emulation";

/// Environment variable that names the private directory of its host, for a device process.
inline constexpr const char* kDirectoryVariable = "LIGHTLOOP_EMU_DIR";

/// Environment variables that name, for a device process, the process number of its host and the
/// descriptor of the end of a pipe that closes when the host has gone.
inline constexpr const char* kHostVariable = "LIGHTLOOP_EMU_HOST";
inline constexpr const char* kLifelineVariable = "LIGHTLOOP_EMU_LIFELINE";

/// Set to a non-empty value, no private directory is ever removed: for looking at what a device
/// did.
inline constexpr const char* kKeepVariable = "LIGHTLOOP_EMU_KEEP";

inline constexpr std::string_view kDirectoryPrefix = "lightloop-emu-";

/// Makes the private directory of the calling process. The path is absolute, holds no white space,
/// is short enough for a Unix socket inside it, and lies on a file system that can execute.
/// Throws std::runtime_error that lists the places tried.
std::filesystem::path create_private_directory();

/// True when `directory` is the private directory of the calling process.
bool is_own_private_directory(const std::filesystem::path& directory);

/// Removes a private directory with everything in it. Does nothing when `directory` does not bear
/// the name of one, or kKeepVariable is set. Never throws: what cannot be removed stays.
void remove_private_directory(const std::filesystem::path& directory) noexcept;

/// Removes the private directories of this user whose process no longer exists.
void sweep_stale_directories() noexcept;

}  // namespace lightloop::xrt_emulation
