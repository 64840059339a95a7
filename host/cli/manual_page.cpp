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
  text += fmt::format(
      ".SH NAME\n{} \\- co\\-simulation of a PAM4 lane and its Reed\\-Solomon code\n", name);
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
      "The width of the terminal, before what it says of itself. Tables have at least 80 columns, "
      "and\n"
      "80 where they go to a file or a pipe.\n"
      ".TP\n.B XCL_EMULATION_MODE\n"
      "With hw_emu, \\-\\-engine card loads kernels built for the emulation of Vitis. The "
      "emulation of\n"
      "\\-\\-engine emu and of lightloop emu is set up without it.\n"
      ".TP\n.B XILINX_XRT\n"
      "The installation of XRT, where it is not the distribution's.\n"
      ".TP\n.B LIGHTLOOP_EMU_TIMEOUT\n"
      "Seconds that a program waits for its emulated card; 120 without it, for ever with 0.\n"
      ".TP\n.B LIGHTLOOP_EMU_RATE\n"
      "Clocks of the emulated card that pass in a second beside those of requests; none without "
      "it.\n"
      ".TP\n.B LIGHTLOOP_EMU_VERBOSE\n"
      "With 1, what XRT's emulation says goes to standard error.\n"
      ".TP\n.B LIGHTLOOP_STREAMS\n"
      "Captures behind stream ports of the emulated card: UNIT.PORT:FILE, with commas between "
      "them.\n"
      ".TP\n.B LIGHTLOOP_STREAM_GBPS\n"
      "Speed of the line that captures come from, in Gb/s; without it, frames come as fast as "
      "kernels take them.\n";
  return text;
}

}  // namespace lightloop::host
