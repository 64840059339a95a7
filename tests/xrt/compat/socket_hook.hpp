// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string_view>

#include "sim/xrt/compat/driver_hooks.hpp"

namespace lightloop::xrt_compat {

/// What takes the place of the function of this name.
template <typename Function>
Function* socket_hook(std::string_view symbol) {
  const auto table = socket_hooks();
  const auto entry = std::find_if(table.begin(), table.end(),
                                  [&](const Redirect& r) { return r.symbol == symbol; });
  return reinterpret_cast<Function*>(entry->replacement);
}

}  // namespace lightloop::xrt_compat
