// SPDX-License-Identifier: Apache-2.0
// Ctrl-C: the first one asks the running command to finish its batch and report what it has, the
// second one ends the program at once.
#pragma once

namespace lightloop::host {

/// Takes over SIGINT until the program ends, unless it is ignored.
void install_interrupt_handler();

/// Whether SIGINT has arrived since.
bool interrupt_requested();

}  // namespace lightloop::host
