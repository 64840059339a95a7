// SPDX-License-Identifier: Apache-2.0
// Removing the private directory when the program ends without its exit handlers: by Ctrl-C, an
// uncaught exception, a crash, or a call of _exit().
#pragma once

#include <filesystem>

namespace lightloop::xrt_compat {

/// From now on, a signal that would end the calling process also removes `directory`. Signals that
/// the program handles or ignores, now or later, stay as they are; so does the way the process
/// ends, core dump included. Children made by fork() are not affected.
void remove_when_killed(const std::filesystem::path& directory);

/// Removes it now, if the calling process is the one that asked for that. May be called anywhere.
void remove_at_exit();

/// True when a signal is about to end the process.
bool is_being_killed();

}  // namespace lightloop::xrt_compat
