// SPDX-License-Identifier: Apache-2.0
// What the emulation driver prints. A program's standard output is its result, so nothing of the
// driver goes there: its chatter is dropped, anything that may matter goes to standard error.
// LIGHTLOOP_EMU_VERBOSE=1 lets the chatter through to standard error as well.
#pragma once

#include <ostream>
#include <string_view>

namespace lightloop::xrt_compat {

/// Stands in for std::cout inside the driver. Lives until the process has ended.
std::ostream& driver_console();

/// Adds text to the driver's output; a line is judged when it is complete.
void print_to_driver_console(std::string_view text);

/// True for a line that says nothing a user could act on.
bool is_chatter(std::string_view line);

}  // namespace lightloop::xrt_compat
