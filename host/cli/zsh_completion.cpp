// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <string_view>

#include "host/cli/completion.hpp"

namespace lightloop::host {
namespace {

constexpr const char* kHead = R"shell(#compdef lightloop
# zsh completion of lightloop, made by `lightloop completion zsh`

_lightloop_profiles() {
  local -a names
  names=(${(f)"$(lightloop profiles 2>/dev/null | sed -n 's/^\([^ #][^ ]*\).*/\1/p')"})
  _alternative 'profiles:profile:compadd -a names' 'files:file:_files -g "*.toml"'
}
)shell";

// In single quotes, where _arguments gives a meaning to : [ ].
std::string text_of(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\n') {
      result += ' ';
    } else if (c == '\'') {
      result += "'\\''";
    } else {
      if (c == ':' || c == '[' || c == ']' || c == '\\') result += '\\';
      result += c;
    }
  }
  return result;
}

std::string action(const OptionDescription& option) {
  if (!option.choices.empty()) return fmt::format("({})", fmt::join(option.choices, " "));
  switch (option.kind) {
    case ValueKind::kFile:
      return "_files";
    case ValueKind::kProfile:
      return "_lightloop_profiles";
    case ValueKind::kProgram:
      return "_normal";
    default:
      return " ";
  }
}

std::string specification(const OptionDescription& option) {
  if (option.kind == ValueKind::kNone) {
    std::string text;
    for (const auto& name : {option.short_name, option.name})
      if (!name.empty()) text += fmt::format(" \\\n    '{}[{}]'", name, text_of(option.text));
    return text;
  }
  return fmt::format(" \\\n    '{}=[{}]:{}:{}'", option.name, text_of(option.text),
                     option.value_name, action(option));
}

std::string operand(const OptionDescription& option, std::size_t number) {
  const char* place = option.kind == ValueKind::kProgram ? "*::" : nullptr;
  const std::string kind = option.kind == ValueKind::kWord ? action(option)
                           : place != nullptr              ? "_normal"
                                                           : "_files";
  return fmt::format(" \\\n    '{}{}:{}'", place != nullptr ? place : fmt::format("{}:", number),
                     option.name, kind);
}

std::string function_name(const CommandDescription& command) {
  return fmt::format("_{}", fmt::join(command.path, "_"));
}

std::string function(const CommandDescription& command) {
  std::string text;
  for (const auto& sub : command.commands) text += function(sub);
  text += fmt::format("\n{}() {{\n", function_name(command));
  if (!command.commands.empty()) text += "  local curcontext=$curcontext state line\n";
  text += command.commands.empty() ? "  _arguments" : "  _arguments -C";
  for (const auto& option : command.options) text += specification(option);
  for (std::size_t i = 0; i < command.operands.size(); ++i)
    text += operand(command.operands[i], i + 1);
  if (command.commands.empty()) return text + "\n}\n";
  text += " \\\n    '1:command:((";
  for (const auto& sub : command.commands)
    text += fmt::format("{}\\:\"{}\" ", sub.name(), text_of(sub.text));
  text.pop_back();
  text +=
      "))' \\\n    '*::argument:->rest'\n  case $state in\n    rest)\n      case $words[1] in\n";
  for (const auto& sub : command.commands)
    text += fmt::format("        {}) {} ;;\n", sub.name(), function_name(sub));
  return text + "      esac ;;\n  esac\n}\n";
}

}  // namespace

std::string zsh_completion(const CommandDescription& program) {
  return kHead + function(program) +
         "\n# Autoloaded from fpath it is called at once; sourced, it is made known.\n"
         "if [[ $funcstack[1] == _lightloop ]]; then\n  _lightloop \"$@\"\n"
         "else\n  compdef _lightloop lightloop\nfi\n";
}

}  // namespace lightloop::host
