// SPDX-License-Identifier: Apache-2.0
// What shells and man(1) read, made from the description of the command line.
#pragma once

#include <string>

#include "host/cli/command_description.hpp"

namespace lightloop::host {

/// For bash: a file for bash-completion's folder, or to be sourced. It needs bash only.
std::string bash_completion(const CommandDescription& program);
/// For zsh: the file _lightloop of a folder in fpath.
std::string zsh_completion(const CommandDescription& program);
/// For fish: a file for vendor_completions.d or ~/.config/fish/completions.
std::string fish_completion(const CommandDescription& program);
/// The manual page lightloop(1), in the man macros.
std::string manual_page(const CommandDescription& program);
/// All of it, for other programs.
std::string description_json(const CommandDescription& program);

}  // namespace lightloop::host
