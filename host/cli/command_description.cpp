// SPDX-License-Identifier: Apache-2.0
#include "host/cli/command_description.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/cli/one_of.hpp"

namespace lightloop::host {
namespace {

ValueKind kind_of(const CLI::Option& option, const std::string& value_name) {
  if (option.get_items_expected_max() == 0) return ValueKind::kNone;
  if (value_name == "FILE") return ValueKind::kFile;
  if (value_name == "PROFILE") return ValueKind::kProfile;
  if (value_name == "PROGRAM") return ValueKind::kProgram;
  return ValueKind::kWord;
}

OptionDescription describe_option(const CLI::Option& option) {
  OptionDescription result;
  // What CLI11 adds to the type name are the descriptions of the checks.
  const std::string type_name = option.get_type_name();
  result.value_name = type_name.substr(0, type_name.find(':'));
  result.kind = kind_of(option, result.value_name);
  if (!option.get_lnames().empty()) result.name = "--" + option.get_lnames().front();
  if (!option.get_snames().empty()) result.short_name = "-" + option.get_snames().front();
  if (option.get_positional()) result.name = result.value_name = option.get_name();
  if (result.kind == ValueKind::kNone) result.value_name.clear();
  result.choices = choices_of(option);
  result.text = option.get_description();
  result.default_value = option.get_default_str();
  result.required = option.get_required();
  return result;
}

}  // namespace

std::string CommandDescription::full_name() const {
  return fmt::format("{}", fmt::join(path, " "));
}

const OptionDescription* CommandDescription::find_option(std::string_view wanted) const {
  const auto found = std::ranges::find_if(options, [wanted](const OptionDescription& option) {
    return option.name == wanted || option.short_name == wanted;
  });
  return found == options.end() || wanted.empty() ? nullptr : &*found;
}

const CommandDescription* CommandDescription::find_command(std::string_view wanted) const {
  const auto found = std::ranges::find_if(
      commands, [wanted](const CommandDescription& command) { return command.name() == wanted; });
  return found == commands.end() ? nullptr : &*found;
}

std::vector<std::string> CommandDescription::command_names() const {
  std::vector<std::string> names;
  names.reserve(commands.size());
  for (const auto& command : commands) names.push_back(command.name());
  return names;
}

CommandDescription describe_command(const CLI::App& command, std::vector<std::string> path) {
  CommandDescription result;
  path.push_back(command.get_name());
  result.path = path;
  result.text = command.get_description();
  result.notes = command.get_footer();
  for (const CLI::Option* option : command.get_options())
    (option->get_positional() ? result.operands : result.options)
        .push_back(describe_option(*option));
  // CLI11 puts --help and --version first; they are looked for last.
  std::stable_partition(
      result.options.begin(), result.options.end(),
      [](const OptionDescription& option) { return option.kind != ValueKind::kNone; });
  for (const CLI::App* sub : command.get_subcommands({}))
    result.commands.push_back(describe_command(*sub, path));
  return result;
}

}  // namespace lightloop::host
