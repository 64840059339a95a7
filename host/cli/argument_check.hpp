// SPDX-License-Identifier: Apache-2.0
// What is wrong with a command line by its shape alone: unknown commands and options, values that
// are missing, options given twice. CLI11 says it late or in other words, and takes an option for
// the value of the one before it.
#pragma once

#include <span>

#include "host/base/errors.hpp"
#include "host/cli/command_description.hpp"

namespace lightloop::host {

/// Throws InputError, with a suggestion for misspelt names and the command whose --help says more.
/// `arguments`: all of them, the name of the program first. What they mean is not looked at.
void check_arguments(const CommandDescription& program, std::span<char* const> arguments);

/// The command that `arguments` name, as far as they name one.
const CommandDescription& named_command(const CommandDescription& program,
                                        std::span<char* const> arguments);

/// " (see lightloop run --help)".
std::string help_hint(const CommandDescription& command);

}  // namespace lightloop::host
