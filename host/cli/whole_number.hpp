// SPDX-License-Identifier: Apache-2.0
// Numbers on the command line that count something.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace lightloop::host {

struct WholeNumberRange {
  std::uint64_t low = 0;
  std::uint64_t high = std::numeric_limits<std::uint64_t>::max();
};

/// The digits, in decimal, of a whole number in `range`: written in decimal (1000000, 1e6, 2.5e6)
/// or behind 0x in hexadecimal, without sign, and without zeros in front, which elsewhere mean
/// octal. Exact, whatever its size. Throws InputError for anything else: what was found and what is
/// allowed.
std::string read_whole_number(std::string_view text, const WholeNumberRange& range = {});

/// For CLI::Option::transform(): read_whole_number() of what was given.
CLI::Validator whole_number(const WholeNumberRange& range = {});

}  // namespace lightloop::host
