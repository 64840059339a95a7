// SPDX-License-Identifier: Apache-2.0
// The private directory of one emulated host process: everything that XRT and the device process
// write while they run (sockets, unpacked xclbin, logs) lies in it, and goes away with it.
//
//   ${TMPDIR:-/tmp}/lightloop-emu-<pid>-XXXXXX     mode 0700, owned by the host process <pid>
//
// It is removed by the host, when it ends by itself or by a signal; by the device process, when it
// finds its host gone without a word; and what is left of a host that was killed without either is
// removed by the next run of anything of the same user (`sweep_stale_directories`).
#pragma once

#include <filesystem>
#include <string_view>

namespace lightloop::xrt_emulation {

/// Environment variable that names the private directory, for the host and its device processes.
inline constexpr const char* kDirectoryVariable = "LIGHTLOOP_EMU_DIR";

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
