// SPDX-License-Identifier: Apache-2.0
// The socket of a card, in a child forked by the program that opened it. The child's exit handlers
// close the card as the program's would: they are told that all is well, and the card hears nothing
// of it. Everything else would mix with what the program asks for.
#pragma once

#include <cstddef>
#include <span>

namespace lightloop::xrt_compat {

/// As write(): takes all of it, a part of a request. Ends the process if it is of one that uses the
/// card.
std::size_t write_inherited(std::span<const std::byte> data);

/// As read(): gives the reply to the last request, at most as much as there is of it.
std::size_t read_inherited(std::span<std::byte> data);

}  // namespace lightloop::xrt_compat
