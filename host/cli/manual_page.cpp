// SPDX-License-Identifier: Apache-2.0
#include <cctype>
#include <fmt/format.h>
#include <string_view>

#include "host/base/version.hpp"
#include "host/cli/completion.hpp"
#include "host/cli/help_text.hpp"

namespace lightloop::host {
namespace {

// Backslashes and dashes as such; no line begins with a request.
std::string roff(std::string_view text) {
  std::string result;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) result += "\\&";
    if (c == '\\')
      result += "\\e";
    else if (c == '-')
      result += "\\-";
    else
      result += c;
    line_start = c == '\n';
  }
  return result;
}

std::string upper_case(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

// Newlines of a note begin a paragraph line each.
std::string paragraph(std::string_view text) {
  std::string result = ".PP\n";
  for (const char c : roff(text)) result += c == '\n' ? std::string("\n.br\n") : std::string(1, c);
  return result + "\n";
}

std::string list(const std::vector<OptionDescription>& options) {
  std::string text;
  for (const auto& option : options)
    text += fmt::format(".TP\n.B {}\n{}\n", roff(option_head(option)), roff(option_text(option)));
  return text;
}

std::string section(const CommandDescription& command) {
  std::string text = fmt::format(".SS {}\n.B {}\n.PP\n{}.\n", roff(command.full_name()),
                                 roff(usage_line(command)), roff(command.text));
  text += list(command.operands) + list(command.options);
  if (!command.notes.empty()) text += paragraph(command.notes);
  for (const auto& sub : command.commands) text += section(sub);
  return text;
}

}  // namespace

std::string manual_page(const CommandDescription& program) {
  const std::string& name = program.name();
  std::string text =
      fmt::format(".TH {} 1 \"\" \"{} {}\" \"User Commands\"\n", upper_case(name), name, kVersion);
  text += fmt::format(".SH NAME\n{} \\- co\\-simulation of optical modules\n", name);
  text += fmt::format(".SH SYNOPSIS\n.B {}\n", roff(usage_line(program)));
  text += fmt::format(".SH DESCRIPTION\n{}\n", roff(program.text));
  text += ".SH COMMANDS\n";
  for (const auto& command : program.commands) text += section(command);
  text += ".SH OPTIONS\n" + list(program.options);
  text += ".SH EXIT STATUS\n" + paragraph(program.notes);
  text +=
      ".SH ENVIRONMENT\n"
      ".TP\n.B LIGHTLOOP_PROFILE_PATH\n"
      "Directories with profiles, separated by colons, looked at before the installed ones.\n"
      ".TP\n.B COLUMNS\n"
      "The width of the terminal, where it is not what the terminal says of itself.\n";
  return text;
}

}  // namespace lightloop::host
