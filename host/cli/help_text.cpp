// SPDX-License-Identifier: Apache-2.0
#include "host/cli/help_text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <unistd.h>

#include "host/base/text_wrap.hpp"
#include "host/base/word_list.hpp"
#include "host/cli/terminal.hpp"

namespace lightloop::host {
namespace {

constexpr int kWidest = 100;
constexpr std::size_t kWidestHead = 22;

// Two columns; a head that is too wide for the first has a line to itself.
std::string entry(const std::string& head, const std::string& text, std::size_t width,
                  int columns) {
  const std::string rest(width + 4, ' ');
  if (head.size() <= width)
    return wrap(fmt::format("  {:<{}}  ", head, width), rest, text, columns);
  return "  " + head + "\n" + wrap(rest, rest, text, columns);
}

std::string entries(const char* title, const std::vector<std::pair<std::string, std::string>>& list,
                    int columns) {
  if (list.empty()) return "";
  std::size_t width = 0;
  for (const auto& [head, text] : list)
    if (head.size() <= kWidestHead) width = std::max(width, head.size());
  std::string result = fmt::format("\n{}:\n", title);
  for (const auto& [head, text] : list) result += entry(head, text, width, columns);
  return result;
}

std::vector<std::pair<std::string, std::string>> option_list(
    const std::vector<OptionDescription>& options) {
  std::vector<std::pair<std::string, std::string>> list;
  for (const auto& option : options) list.emplace_back(option_head(option), option_text(option));
  return list;
}

// The names of the commands above `command` and its own.
std::vector<std::string> path_of(const CLI::App& command) {
  std::vector<std::string> path;
  for (const CLI::App* at = &command; at != nullptr; at = at->get_parent())
    path.insert(path.begin(), at->get_name());
  return path;
}

}  // namespace

std::string usage_line(const CommandDescription& command) {
  std::string line = command.full_name();
  for (const auto& option : command.options)
    if (option.required) line += " " + option_head(option);
  const bool others = std::ranges::any_of(
      command.options, [](const OptionDescription& option) { return !option.required; });
  if (others) line += " [OPTIONS]";
  for (const auto& operand : command.operands)
    line += operand.kind == ValueKind::kProgram ? " -- " + operand.name + " [ARGUMENTS]"
                                                : " " + operand.name;
  if (!command.commands.empty()) line += " COMMAND";
  return line;
}

std::string option_head(const OptionDescription& option) {
  std::string head = option.short_name.empty() ? "" : option.short_name + ", ";
  head += option.name;
  if (option.name != option.value_name && !option.value_name.empty())
    head += " " + option.value_name;
  return head;
}

std::string option_text(const OptionDescription& option) {
  std::string text = option.text;
  if (option.required && option.name != option.value_name) text += " (required)";
  if (!option.default_value.empty()) text += fmt::format(" (default {})", option.default_value);
  return text;
}

std::string help_text(const CommandDescription& command, int columns) {
  std::string text = wrap("", "", command.text, columns) + "\n";
  text += wrap("Usage: ", "         ", usage_line(command), columns);
  std::vector<std::pair<std::string, std::string>> commands;
  for (const auto& sub : command.commands) commands.emplace_back(sub.name(), sub.text);
  text += entries("Commands", commands, columns);
  text += entries("Operands", option_list(command.operands), columns);
  text += entries("Options", option_list(command.options), columns);
  if (!command.notes.empty()) text += "\n" + wrap("", "", command.notes, columns);
  return text;
}

std::string HelpFormatter::make_help(const CLI::App* command, std::string /*name*/,
                                     CLI::AppFormatMode /*mode*/) const {
  auto path = path_of(*command);
  path.pop_back();
  return help_text(describe_command(*command, path),
                   std::min(terminal_columns(STDOUT_FILENO), kWidest));
}

}  // namespace lightloop::host
