// SPDX-License-Identifier: Apache-2.0
// Options whose value is one of a few words.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace lightloop::host {

/// For CLI::Option::check(): refuses all other words, with a suggestion. The words can be had back
/// from the option by choices_of().
CLI::Validator one_of(const std::vector<std::string>& words);

/// The words of the option's one_of(), or none.
std::vector<std::string> choices_of(const CLI::Option& option);

}  // namespace lightloop::host
