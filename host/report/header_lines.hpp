// SPDX-License-Identifier: Apache-2.0
// The lines above a table that say what is being run.
#pragma once

#include <string>
#include <string_view>

namespace lightloop::host {

/// "# NAME      VALUE": lines of at most `columns` that begin with '#', the second and later ones
/// with their text below that of the first.
std::string header_line(std::string_view name, std::string_view value, int columns);

}  // namespace lightloop::host
