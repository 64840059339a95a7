// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lightloop::host {

/// Version of the project, from the top CMakeLists.txt.
inline constexpr const char* kVersion = LIGHTLOOP_VERSION;

}  // namespace lightloop::host
