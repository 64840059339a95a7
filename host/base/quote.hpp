// SPDX-License-Identifier: Apache-2.0
// What a user wrote, as a message shows it.
#pragma once

#include <string>
#include <string_view>

namespace lightloop::host {

/// `text` in single quotes, on one line and short: control characters become \xNN, and of more than
/// 60 bytes the beginning and "..." are left.
std::string quote(std::string_view text);

}  // namespace lightloop::host
