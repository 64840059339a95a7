// SPDX-License-Identifier: Apache-2.0
// Text for people in lines that fit a terminal.
#pragma once

#include <string>
#include <string_view>

namespace lightloop::host {

/// Columns where the width of the terminal is not known, or the output is no terminal.
inline constexpr int kPlainColumns = 80;

/// `first` and the words of `text` in lines of at most `columns` bytes, each ended by a newline;
/// the second and later ones begin with `rest`. Newlines in `text` are kept, and what stands
/// between two words of a line too; a word that is longer than a line has a line to itself.
std::string wrap(std::string_view first, std::string_view rest, std::string_view text, int columns);

}  // namespace lightloop::host
