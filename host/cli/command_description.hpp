// SPDX-License-Identifier: Apache-2.0
// The command line as data, for everything that is made from it: help, completion, the manual page,
// and the check of arguments.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace lightloop::host {

/// What stands behind an option, told from its type name.
enum class ValueKind {
  kNone,     ///< nothing: a flag
  kWord,     ///< a number or a word; one of OptionDescription::choices if there are any
  kFile,     ///< type name FILE
  kProfile,  ///< type name PROFILE: an installed profile or a file
  kProgram,  ///< type name PROGRAM: a program and its arguments, behind "--"
};

/// An option ("--seed N") or an operand ("IN").
struct OptionDescription {
  std::string name;        ///< "--seed", "IN"
  std::string short_name;  ///< "-h" or nothing
  ValueKind kind = ValueKind::kNone;
  std::string value_name;  ///< "N"; of an operand, its name
  std::vector<std::string> choices;
  std::string text;
  std::string default_value;
  bool required = false;
};

struct CommandDescription {
  std::vector<std::string> path;  ///< "lightloop", "fec", "encode"
  std::string text;
  std::vector<OptionDescription> options;
  std::vector<OptionDescription> operands;
  std::vector<CommandDescription> commands;
  std::string notes;  ///< stands at the end of the help

  const std::string& name() const { return path.back(); }
  /// "lightloop fec encode".
  std::string full_name() const;
  /// The option of this long or short name, or nullptr.
  const OptionDescription* find_option(std::string_view name) const;
  /// The command of this name, or nullptr.
  const CommandDescription* find_command(std::string_view name) const;
  std::vector<std::string> command_names() const;
};

/// What `command` and its commands were told; `path`: the names of the commands above it.
CommandDescription describe_command(const CLI::App& command, std::vector<std::string> path = {});

}  // namespace lightloop::host
