// SPDX-License-Identifier: Apache-2.0
// What a user or a file says, as a message shows it.
#pragma once

#include <string>
#include <string_view>

namespace lightloop {

/// `text` in single quotes, on one line and short: bytes that are control characters (C0, DEL, C1)
/// or no UTF-8 become \xNN, and of more than 80 bytes the beginning and "..." are left.
std::string in_quotes(std::string_view text);

}  // namespace lightloop
