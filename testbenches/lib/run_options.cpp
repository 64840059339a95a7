// SPDX-License-Identifier: Apache-2.0
#include "testbenches/lib/run_options.hpp"

#include <charconv>
#include <cstdlib>
#include <optional>
#include <random>
#include <span>
#include <utility>

#include "sim/verilated/failure_waves.hpp"

namespace lightloop::testbench {
namespace {

std::uint64_t parse_number(std::string_view option, std::string_view text) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) {
    throw RunOptionsError(std::string(option) + ": expected a number from 0 to 2^64-1, found '" +
                          std::string(text) + "'");
  }
  return value;
}

std::uint64_t parse_seed(std::string_view option, std::string_view text) {
  if (text != "random") return parse_number(option, text);
  std::random_device device;
  return (std::uint64_t{device()} << 32) | device();
}

/// Value of `--name VALUE` or `--name=VALUE` at place `i` of the arguments; `i` moves on to the
/// value in the first form.
std::optional<std::string_view> option_value(std::string_view name,
                                             std::span<char* const> arguments, std::size_t& i) {
  const std::string_view argument = arguments[i];
  if (!argument.starts_with(name)) return std::nullopt;
  const std::string_view rest = argument.substr(name.size());
  if (rest.starts_with('=')) return rest.substr(1);
  if (!rest.empty()) return std::nullopt;
  if (i + 1 == arguments.size()) {
    throw RunOptionsError(std::string(name) + ": expected a value, found the end of the line");
  }
  ++i;
  return arguments[i];
}

std::string shell_word(std::string_view text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-=+:,@%";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos) {
    return std::string(text);
  }
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

RunOptions environment_options() {
  RunOptions options;
  if (const char* seed = std::getenv("LIGHTLOOP_SEED"); seed != nullptr && *seed != '\0') {
    options.seed = parse_seed("LIGHTLOOP_SEED", seed);
  }
  try {
    const auto waves = verilated::FailureWavesConfig::from_environment();
    options.failure_waves = waves.enabled;
    options.waves_window = waves.window_cycles;
  } catch (const std::runtime_error& error) {
    throw RunOptionsError(error.what());
  }
  return options;
}

RunOptions& stored_options() {
  static RunOptions options = environment_options();
  return options;
}

}  // namespace

std::string RunOptions::replay_command(std::string_view test) const {
  std::string command = shell_word(program);
  if (!test.empty()) command += " " + shell_word("--gtest_filter=" + std::string(test));
  command += " --seed " + std::to_string(seed);
  for (const std::string& option : kept) command += " " + shell_word(option);
  return command;
}

RunOptions parse_run_options(int& argc, char** argv) {
  RunOptions options = environment_options();
  const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
  if (!arguments.empty()) options.program = arguments[0];
  std::size_t left = arguments.empty() ? 0 : 1;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    if (const auto seed = option_value("--seed", arguments, i)) {
      options.seed = parse_seed("--seed", *seed);
    } else if (const auto window = option_value("--waves-window", arguments, i)) {
      options.waves_window = parse_number("--waves-window", *window);
      options.kept.push_back("--waves-window=" + std::string(*window));
    } else if (std::string_view(arguments[i]) == "--no-failure-waves") {
      options.failure_waves = false;
    } else {
      arguments[left++] = arguments[i];
    }
  }
  argc = static_cast<int>(left);
  if (left < arguments.size()) arguments[left] = nullptr;
  return options;
}

const RunOptions& run_options() { return stored_options(); }

void set_run_options(RunOptions options) { stored_options() = std::move(options); }

}  // namespace lightloop::testbench
