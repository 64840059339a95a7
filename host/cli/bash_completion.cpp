// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/cli/completion.hpp"

namespace lightloop::host {
namespace {

// The words before the cursor lead to a command; then the word before it decides, or what the
// command takes. `=` is a word of its own there.
constexpr const char* kHead =
    R"shell(# bash completion of lightloop, made by `lightloop completion bash`

_lightloop_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2"); }

_lightloop_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$1")
}

_lightloop_profiles() {
  _lightloop_words "$(lightloop profiles 2>/dev/null | sed -n 's/^\([^ #][^ ]*\).*/\1/p')" "$1"
  _lightloop_files "$1"
}

# A program, which is word $1, and its arguments: as they are completed without us, where
# bash-completion is there to do so. A file is a program when its name has a slash.
_lightloop_program() {
  if declare -F _command_offset >/dev/null; then
    _command_offset "$1"
  elif ((COMP_CWORD > $1)) || [[ $2 == */* ]]; then
    _lightloop_files "$2"
  else
    mapfile -t COMPREPLY < <(compgen -c -- "$2" | grep -vxFf <(compgen -A alias -A function -A keyword))
    compopt -o filenames 2>/dev/null
    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "$2")
  fi
}

_lightloop() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=lightloop i
  COMPREPLY=()
  if [[ $word == = ]]; then
    word=
  elif [[ $before == = ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case "$command ${COMP_WORDS[i]}" in
)shell";

constexpr const char* kCommandsEnd = R"shell(    esac
  done
  case "$command $before" in
)shell";

constexpr const char* kTail = R"shell(  esac
}

complete -F _lightloop lightloop
)shell";

bool takes_program(const CommandDescription& command) {
  return !command.operands.empty() && command.operands.front().kind == ValueKind::kProgram;
}

std::string command_paths(const CommandDescription& command) {
  std::string text;
  for (const auto& sub : command.commands)
    text += fmt::format("      '{}') command='{}' ;;\n", sub.full_name(), sub.full_name()) +
            command_paths(sub);
  if (takes_program(command))
    text += fmt::format("      '{} --') _lightloop_program $((i + 1)) \"$word\"; return ;;\n",
                        command.full_name());
  return text;
}

std::string value_action(const OptionDescription& option) {
  if (!option.choices.empty())
    return fmt::format("_lightloop_words '{}' \"$word\"; ", fmt::join(option.choices, " "));
  if (option.kind == ValueKind::kFile) return "_lightloop_files \"$word\"; ";
  if (option.kind == ValueKind::kProfile) return "_lightloop_profiles \"$word\"; ";
  return "";
}

std::string values(const CommandDescription& command) {
  std::string text;
  for (const auto& option : command.options)
    if (option.kind != ValueKind::kNone)
      text += fmt::format("    '{} {}') {}return ;;\n", command.full_name(), option.name,
                          value_action(option));
  for (const auto& sub : command.commands) text += values(sub);
  return text;
}

std::string words(const CommandDescription& command) {
  std::vector<std::string> all = command.command_names();
  for (const auto& option : command.options) all.push_back(option.name);
  std::string text = fmt::format("    '{}')\n", command.full_name());
  const auto& operands = command.operands;
  if (!operands.empty() && !operands.front().choices.empty())
    all.insert(all.end(), operands.front().choices.begin(), operands.front().choices.end());
  else if (takes_program(command))
    all.emplace_back("--");
  else if (!operands.empty())
    text += "      [[ $word == -* ]] || { _lightloop_files \"$word\"; return; }\n";
  text += fmt::format("      _lightloop_words '{}' \"$word\" ;;\n", fmt::join(all, " "));
  for (const auto& sub : command.commands) text += words(sub);
  return text;
}

}  // namespace

std::string bash_completion(const CommandDescription& program) {
  return kHead + command_paths(program) + kCommandsEnd + values(program) +
         "  esac\n  case $command in\n" + words(program) + kTail;
}

}  // namespace lightloop::host
