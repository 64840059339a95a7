// SPDX-License-Identifier: Apache-2.0
// Numbers on the command line that count something.
#pragma once

#include <string>

namespace lightloop::host {

/// For CLI::Option::check(): empty when `text` is a whole number of 64 bits without sign, decimal
/// or hexadecimal behind 0x; else what was expected. CLI11 by itself takes -1 for the largest one,
/// all that is too large too, and 010 for eight.
std::string check_whole_number(const std::string& text);

}  // namespace lightloop::host
