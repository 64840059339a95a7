// SPDX-License-Identifier: Apache-2.0
#include "host/cli/argument_check.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/suggestion.hpp"
#include "host/base/word_list.hpp"
#include "host/cli/help_text.hpp"
#include "sim/base/in_quotes.hpp"

namespace lightloop::host {
namespace {

bool is_option(std::string_view word) { return word.size() > 1 && word.front() == '-'; }

std::string_view without_dashes(std::string_view name) {
  return name.substr(std::min(name.find_first_not_of('-'), name.size()));
}

class Check {
 public:
  Check(const CommandDescription& program, std::span<char* const> arguments)
      : command_(&program), rest_(arguments.subspan(arguments.empty() ? 0 : 1)) {}

  void run() {
    while (!rest_.empty() && !done_) {
      const std::string_view word = take();
      if (word == "--") return;
      if (is_option(word))
        option(word);
      else if (!command_->commands.empty())
        enter(word);
      else
        operand(word);
    }
    if (!done_ && command_->path.size() > 1 && !command_->commands.empty())
      fail(fmt::format("{}: found no command, expected {}", command_->name(),
                       alternatives(command_->command_names())));
  }

 private:
  [[noreturn]] void fail(const std::string& message) const {
    throw InputError(message + help_hint(*command_));
  }

  std::string_view take() {
    const std::string_view word = rest_.front();
    rest_ = rest_.subspan(1);
    return word;
  }

  void enter(std::string_view word) {
    const CommandDescription* next = command_->find_command(word);
    const auto names = command_->command_names();
    if (next == nullptr)
      fail(fmt::format("unknown command {}: expected {}{}", in_quotes(word), alternatives(names),
                       did_you_mean(word, names)));
    command_ = next;
  }

  void operand(std::string_view word) {
    if (operands_ == command_->operands.size())
      fail(fmt::format("found {}, expected nothing more", in_quotes(word)));
    if (command_->operands[operands_].kind == ValueKind::kProgram)
      fail(fmt::format("{}: found {} without -- before it, expected {}", command_->name(),
                       in_quotes(word), usage_line(*command_)));
    ++operands_;
  }

  void option(std::string_view word) {
    const auto equals = word.find('=');
    const std::string_view name = word.substr(0, equals);
    const OptionDescription* found = command_->find_option(name);
    if (found == nullptr) unknown(name);
    if (found->kind == ValueKind::kNone) {
      if (equals != std::string_view::npos)
        fail(fmt::format("{}: found a value, expected none", name));
      done_ = true;  // --help and --version ask for nothing else
      return;
    }
    if (!seen_.insert(found).second) fail(fmt::format("{}: given twice, expected once", name));
    if (equals == std::string_view::npos)
      value(*found);
    else if (equals + 1 == word.size())
      fail(fmt::format("{}: found nothing behind it, expected {}", name, option_head(*found)));
  }

  void value(const OptionDescription& option) {
    std::optional<std::string> instead;
    if (rest_.empty()) instead = "nothing behind it";
    // A file may have such a name all the same: --json=--seed.
    else if (command_->find_option(rest_.front()) != nullptr ||
             rest_.front() == std::string_view("--"))
      instead = fmt::format("the option {} behind it", rest_.front());
    if (instead)
      fail(fmt::format("{}: found {}, expected {}", option.name, *instead, option_head(option)));
    static_cast<void>(take());
  }

  [[noreturn]] void unknown(std::string_view name) const {
    for (const auto& sub : command_->commands)
      if (sub.find_option(name) != nullptr)
        fail(fmt::format("found the option {} before the command, expected {} first",
                         in_quotes(name), alternatives(command_->command_names())));
    std::vector<std::string> names;
    names.reserve(command_->options.size());
    for (const auto& option : command_->options) names.emplace_back(without_dashes(option.name));
    const auto meant = closest_name(without_dashes(name), names);
    fail(fmt::format("unknown option {}{}", in_quotes(name),
                     meant ? fmt::format(", did you mean '--{}'?", *meant) : ""));
  }

  const CommandDescription* command_;
  std::span<char* const> rest_;
  std::set<const OptionDescription*> seen_;
  std::size_t operands_ = 0;
  bool done_ = false;
};

}  // namespace

void check_arguments(const CommandDescription& program, std::span<char* const> arguments) {
  Check(program, arguments).run();
}

const CommandDescription& named_command(const CommandDescription& program,
                                        std::span<char* const> arguments) {
  const CommandDescription* command = &program;
  for (const char* word : arguments.subspan(arguments.empty() ? 0 : 1)) {
    const CommandDescription* next = command->find_command(word);
    if (next == nullptr) break;
    command = next;
  }
  return *command;
}

std::string help_hint(const CommandDescription& command) {
  return fmt::format(" (see {} --help)", command.full_name());
}

}  // namespace lightloop::host
