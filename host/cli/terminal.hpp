// SPDX-License-Identifier: Apache-2.0
// The terminal that a command writes to.
#pragma once

namespace lightloop::host {

/// Columns of the terminal behind `descriptor`: COLUMNS of the environment, or what the terminal
/// says of itself; 80 when neither is known, and always 80 when it is no terminal, so that what
/// goes to a file or a pipe is the same everywhere. Never below 40.
int terminal_columns(int descriptor);

}  // namespace lightloop::host
