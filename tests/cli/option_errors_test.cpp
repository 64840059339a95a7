// SPDX-License-Identifier: Apache-2.0
// Every option of every command, as the program itself lists them, with every kind of wrong value:
// exit code 2, one readable line, nothing on standard output.
#include <algorithm>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"

namespace lightloop::tests {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using Arguments = std::vector<std::string>;

constexpr std::size_t kLongestLine = 400;

struct Command {
  Arguments path;  // without the program
  json options;
  json operands;
};

void collect(const json& description, std::vector<Command>& commands) {
  auto path = description["path"].get<Arguments>();
  path.erase(path.begin());
  if (description["commands"].empty())
    commands.push_back({path, description["options"], description["operands"]});
  for (const auto& sub : description["commands"]) collect(sub, commands);
}

std::vector<Command> all_commands() {
  std::vector<Command> commands;
  collect(json::parse(run_lightloop({"completion", "json"}).out), commands);
  return commands;
}

// A command line that would be right, up to files that are not there, without `left_out`.
Arguments right_arguments(const Command& command, const std::string& left_out) {
  static const std::map<std::string, std::string> kRight{{"--profile", "kp4-awgn"},
                                                         {"--engine", "golden"}};
  Arguments arguments = command.path;
  for (const auto& option : command.options) {
    const std::string name = option["name"];
    if (!option["required"] || name == left_out) continue;
    const auto known = kRight.find(name);
    arguments.push_back(name);
    arguments.push_back(known != kRight.end() ? known->second
                                              : option["choices"].at(0).get<std::string>());
  }
  return arguments;
}

Arguments with_operands(const Command& command, Arguments arguments) {
  for (const auto& operand : command.operands) {
    if (operand["kind"] == "program")
      arguments.insert(arguments.end(), {"--", "true"});
    else
      arguments.push_back(operand["choices"].empty() ? std::string("/nonexistent/file")
                                                     : operand["choices"].at(0).get<std::string>());
  }
  return arguments;
}

std::string shown(const Arguments& arguments) {
  std::string text;
  for (const auto& argument : arguments) text += " '" + argument.substr(0, 40) + "'";
  return text;
}

void expect_one_line_of_error(const Arguments& arguments, const std::string& name) {
  SCOPED_TRACE(shown(arguments));
  const auto result =
      run_lightloop(arguments, {.working_directory = "/", .limit = std::chrono::seconds(60)});
  EXPECT_EQ(result.signal, 0);
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.out, IsEmpty());
  EXPECT_THAT(result.err, StartsWith("lightloop: error: "));
  EXPECT_THAT(result.err, HasSubstr(name));
  EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
  EXPECT_LE(result.err.size(), kLongestLine) << result.err;
  // No control characters, and no bytes that are or may become some.
  EXPECT_TRUE(std::ranges::all_of(result.err, [](char c) {
    return (c >= 0x20 && c < 0x7F) || c == '\n';
  })) << result.err;
}

Arguments wrong_values(const std::string& kind) {
  // Any name is that of a file, if not of one that is there.
  if (kind == "file") return {""};
  return {"",
          "garbage",
          "\x1b[31m\n",
          "\302\23331m",  // a control character of C1
          std::string(100000, 'x'),
          "99999999999999999999999999",
          "-1",
          "-0.5",
          "nan",
          "inf",
          "1e999",
          "\xff",
          " ",
          "0x"};
}

template <typename Function>
void for_each_option_with_a_value(Function function) {
  const auto commands = all_commands();
  std::size_t options = 0;
  for (const auto& command : commands)
    for (const auto& option : command.options)
      if (option["kind"] != "none") {
        function(command, option);
        ++options;
      }
  EXPECT_GT(options, 30U);
}

TEST(EveryOption, RefusesWrongValues) {
  for_each_option_with_a_value([](const Command& command, const json& option) {
    const std::string name = option["name"];
    for (const auto& value : wrong_values(option["kind"])) {
      auto arguments = right_arguments(command, name);
      arguments.insert(arguments.end(), {name, value});
      // A profile is named by its value.
      const bool named = option["kind"] != "profile" && option["kind"] != "file";
      expect_one_line_of_error(with_operands(command, arguments), named ? name : "");
    }
  });
}

TEST(EveryOption, MissesItsValue) {
  for_each_option_with_a_value([](const Command& command, const json& option) {
    const std::string name = option["name"];
    auto base = right_arguments(command, name);
    for (const Arguments& behind : {Arguments{name}, Arguments{name, "--help"},
                                    Arguments{name, name, name}, Arguments{name + "="}}) {
      auto arguments = base;
      arguments.insert(arguments.end(), behind.begin(), behind.end());
      expect_one_line_of_error(arguments, name);
    }
  });
}

TEST(EveryOption, IsGivenOnce) {
  for_each_option_with_a_value([](const Command& command, const json& option) {
    const std::string name = option["name"];
    auto arguments = right_arguments(command, name);
    arguments.insert(arguments.end(), {name, "1", name + "=1"});
    expect_one_line_of_error(with_operands(command, arguments), name + ": given twice");
  });
}

TEST(EveryOption, ThatIsMisspeltIsSuggested) {
  for (const auto& command : all_commands())
    for (const auto& option : command.options) {
      const std::string name = option["name"];
      auto arguments = command.path;
      arguments.push_back(name.substr(0, name.size() - 2) + name.back());
      // "--sed" for "--seed" is what is tested; of three letters one is too much to miss.
      if (name.size() < 6) continue;
      expect_one_line_of_error(arguments, "did you mean '" + name + "'?");
    }
}

TEST(EveryCommand, MissesWhatItRequires) {
  for (const auto& command : all_commands()) {
    for (const auto& option : command.options)
      if (option["required"])
        expect_one_line_of_error(with_operands(command, right_arguments(command, option["name"])),
                                 option["name"]);
    if (!command.operands.empty())
      expect_one_line_of_error(right_arguments(command, ""), "lightloop");
  }
}

TEST(EveryCommand, TakesNoMoreThanItsOperands) {
  for (const auto& command : all_commands()) {
    if (!command.operands.empty() && command.operands[0]["kind"] == "program") continue;
    auto arguments = with_operands(command, right_arguments(command, ""));
    arguments.push_back("surplus");
    expect_one_line_of_error(arguments, "'surplus', expected nothing more");
  }
}

TEST(EveryCommand, ThatIsMisspeltIsSuggested) {
  for (const auto& command : all_commands()) {
    auto path = command.path;
    const std::string name = path.back();
    path.back() = name + "x";
    expect_one_line_of_error(path, "did you mean '" + name + "'?");
  }
}

TEST(EveryCommand, HasAHelpThatFitsEightyColumns) {
  for (const auto& command : all_commands()) {
    auto arguments = command.path;
    arguments.push_back("--help");
    const auto result = run_lightloop(arguments);
    EXPECT_EQ(result.exit_code, 0);
    for (const auto& option : command.options)
      EXPECT_THAT(result.out, HasSubstr(option["name"].get<std::string>()));
    std::istringstream lines(result.out);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
  }
}

}  // namespace
}  // namespace lightloop::tests
