// SPDX-License-Identifier: Apache-2.0
// What --version prints.
#pragma once

#include <string>

namespace lightloop::host {

/// The version of the project; below it the commit and the tools that it was built from and with.
std::string version_text();

}  // namespace lightloop::host
