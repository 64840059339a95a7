// SPDX-License-Identifier: Apache-2.0
// Children that a program forks while it has a card open. What they inherit is the program's: they
// must neither hold it nor use it.
#pragma once

#include "sim/xrt/compat/unseen_process.hpp"

namespace lightloop::xrt_compat {

/// Keeps a descriptor open for as long as this process lives, but closed in its forked children:
/// whoever waits for it to close waits for this process alone. Returns the descriptor.
int keep_from_children(OwnedFd fd);

/// Closes a descriptor that was kept.
void close_kept(int fd);

/// True in a process that was forked after keep_from_children() had been called: the card that its
/// memory knows is that of another process.
bool is_forked_child();

}  // namespace lightloop::xrt_compat
