// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <string_view>

#include "host/cli/completion.hpp"

namespace lightloop::host {
namespace {

constexpr const char* kHead =
    R"shell(# fish completion of lightloop, made by `lightloop completion fish`

function __lightloop_profiles
  lightloop profiles 2>/dev/null | string match --regex '^[^ #]\S*'
  __fish_complete_suffix .toml
end

complete --command lightloop --no-files
)shell";

std::string single_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result + "'";
}

// Where the words of `command` have been given, and none of its commands yet.
std::string condition(const CommandDescription& command) {
  if (command.path.size() == 1) return "__fish_use_subcommand";
  std::string text;
  for (std::size_t i = 1; i < command.path.size(); ++i)
    text += fmt::format("{}__fish_seen_subcommand_from {}", i > 1 ? "; and " : "", command.path[i]);
  if (!command.commands.empty())
    text += fmt::format("; and not __fish_seen_subcommand_from {}",
                        fmt::join(command.command_names(), " "));
  return text;
}

std::string value(const OptionDescription& option) {
  if (!option.choices.empty())
    return fmt::format(" --exclusive --arguments '{}'", fmt::join(option.choices, " "));
  switch (option.kind) {
    case ValueKind::kNone:
      return "";
    case ValueKind::kFile:
      return " --require-parameter --force-files";
    case ValueKind::kProfile:
      return " --exclusive --arguments '(__lightloop_profiles)'";
    default:
      return " --exclusive";
  }
}

std::string lines(const CommandDescription& command) {
  const std::string head =
      fmt::format("complete --command lightloop --condition '{}'", condition(command));
  std::string text;
  for (const auto& sub : command.commands)
    text += fmt::format("{} --arguments {} --description {}\n", head, sub.name(),
                        single_quoted(sub.text));
  for (const auto& option : command.options) {
    text += head;
    if (!option.short_name.empty()) text += " --short-option " + option.short_name.substr(1);
    text += fmt::format(" --long-option {}{} --description {}\n", option.name.substr(2),
                        value(option), single_quoted(option.text));
  }
  if (!command.operands.empty()) {
    const auto& choices = command.operands.front().choices;
    text += head + (choices.empty() ? std::string(" --force-files\n")
                                    : fmt::format(" --arguments '{}'\n", fmt::join(choices, " ")));
  }
  for (const auto& sub : command.commands) text += lines(sub);
  return text;
}

}  // namespace

std::string fish_completion(const CommandDescription& program) { return kHead + lines(program); }

}  // namespace lightloop::host
