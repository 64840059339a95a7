// SPDX-License-Identifier: Apache-2.0
// Which script starts the device process.
//
// The driver forks, changes the directory and executes the script there. Forking a program that
// has threads, handlers and unwritten output has effects that it can see, so the device is started
// in another way (unseen_process.hpp), and the driver's child, which would name the script, never
// runs. But before that the driver gives the owner all rights to the directory of the simulation.
#pragma once

#include <filesystem>
#include <optional>

namespace lightloop::xrt_compat {

/// Notes that the driver, in the calling thread, gives all rights to `directory`.
void note_permitted(const std::filesystem::path& directory);

/// The script in the directory that the calling thread noted last, or in the place inside it where
/// an xclbin holds its simulation.
std::optional<std::filesystem::path> find_start_script();

}  // namespace lightloop::xrt_compat
