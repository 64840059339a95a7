// SPDX-License-Identifier: Apache-2.0
// Standard input, output and error as they are found when the program starts.
#pragma once

namespace lightloop::host {

/// Takes the place of those of descriptors 0, 1 and 2 that are closed, so that no file of ours
/// lands there: reading or writing them fails as before.
void reserve_standard_descriptors();

/// Throws InputError when standard output cannot be written, before anything is computed for it.
void require_standard_output();

/// From now on, writing to a pipe that nobody reads is an error, not the end of the program.
void report_broken_pipes();

}  // namespace lightloop::host
