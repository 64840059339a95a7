// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace lightloop::vpi {

/// Loads a VPI application and runs its start-up routines (the array `vlog_startup_routines` that
/// the standard names). `library` is a file name or path, or LIBRARY:FUNCTION for an application
/// with a start-up function instead. It stays loaded to the end of the process. Throws
/// std::runtime_error with the loader's message.
void load_application(const std::string& library);

/// Runs the start-up routines of an application that the program was linked with; false when there
/// is none.
bool start_linked_application();

}  // namespace lightloop::vpi
