// SPDX-License-Identifier: Apache-2.0
// What must be known of a text before a TOML parser may see it.
#pragma once

#include <filesystem>
#include <string_view>

namespace lightloop::host {

/// toml++ recurses into dotted keys, tables and arrays, and takes it for granted that a key follows
/// the bracket of a table, that brackets pair, and that there is nothing but ASCII outside strings
/// and comments. Throws InputError with file and line where that is not so, and for keys of more
/// than 32 parts and more than 32 brackets within each other.
void check_toml(const std::filesystem::path& file, std::string_view text);

}  // namespace lightloop::host
