// SPDX-License-Identifier: Apache-2.0
// What --help prints.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "host/cli/command_description.hpp"

namespace lightloop::host {

/// The line behind "Usage:", whole.
std::string usage_line(const CommandDescription& command);

/// How an option or operand is written: "-h, --help", "--seed N".
std::string option_head(const OptionDescription& option);

/// Its text with what else is known of it: "..., one of a or b, default a".
std::string option_text(const OptionDescription& option);

/// The help of a command in lines of at most `columns`.
std::string help_text(const CommandDescription& command, int columns);

/// Has CLI11 print help_text(), as wide as the terminal of standard output is, up to 100 columns.
class HelpFormatter : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* command, std::string name,
                        CLI::AppFormatMode mode) const override;
};

}  // namespace lightloop::host
