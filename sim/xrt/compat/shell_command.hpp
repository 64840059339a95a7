// SPDX-License-Identifier: Apache-2.0
// The few shell commands that the emulation driver puts together, done without a shell.
#pragma once

#include <optional>
#include <string_view>

namespace lightloop::xrt_compat {

/// Does what the driver means by `command`, one of
///     unzip -q FILE -d DIRECTORY        cp FILE 'FILE'        mkdir -p DIRECTORY
///     chmod -R 777 PATH                 cat FILE>> 'FILE'
/// where FILE and the like may hold spaces. Files stay private to the user: `chmod` gives rights to
/// the owner only. Returns 0, or 256 (exit code 1) with a message on standard error; nothing for a
/// command that is none of these.
std::optional<int> run_known_command(std::string_view command);

}  // namespace lightloop::xrt_compat
