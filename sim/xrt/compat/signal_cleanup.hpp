// SPDX-License-Identifier: Apache-2.0
// Removing the private directory when a signal ends the program: Ctrl-C, an uncaught exception, a
// crash. Exit handlers do not run then.
#pragma once

#include <filesystem>

namespace lightloop::xrt_compat {

/// From now on, a signal that would end the calling process also removes `directory`. Signals that
/// the program handles or ignores, now or later, stay as they are; so does the way the process
/// ends, core dump included. Children made by fork() are not affected.
void remove_when_killed(const std::filesystem::path& directory);

}  // namespace lightloop::xrt_compat
