// SPDX-License-Identifier: Apache-2.0
// The command line of Lightloop.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <iostream>
#include <memory>
#include <span>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <string_view>
#include <vector>

#include "host/base/errors.hpp"
#include "host/cli/argument_check.hpp"
#include "host/cli/commands.hpp"
#include "host/cli/help_text.hpp"
#include "host/cli/interrupt.hpp"
#include "host/cli/result_stream.hpp"
#include "host/cli/standard_streams.hpp"
#include "host/cli/version_text.hpp"
#include "host/engine/engine.hpp"
#include "sim/xrt/emulation/device_failure.hpp"
#include "sim/xrt/emulation/emulation.hpp"

namespace {

using lightloop::host::ExitCode;

// Results own standard output; everything else goes to standard error.
void set_up_log() {
  auto logger = spdlog::stderr_color_mt("lightloop");
  logger->set_pattern("lightloop: %^%l%$: %v");
  spdlog::set_default_logger(std::move(logger));
}

// The arguments of ours, and of the program that `lightloop emu -- PROGRAM ARGS...` is to become.
struct Arguments {
  std::span<char* const> own;
  std::span<char* const> program;
};

bool is_emu_command(std::span<char* const> all) {
  return all.size() >= 2 && std::string_view(all[1]) == "emu";
}

Arguments split(std::span<char* const> all) {
  if (!is_emu_command(all)) return {all, {}};
  const auto separator = std::find_if(all.begin(), all.end(), [](const char* argument) {
    return std::string_view(argument) == "--";
  });
  const auto count = static_cast<std::size_t>(separator - all.begin());
  return {all.first(count), all.subspan(std::min(count + 1, all.size()))};
}

// Emulation is entered by starting the program anew inside it, which must come before anything is
// read or written: the arguments are looked at before they are parsed.
bool wants_emulation(std::span<char* const> own) {
  for (std::size_t i = 1; i < own.size(); ++i) {
    const std::string_view argument(own[i]);
    if (argument == "--engine=emu") return true;
    if (argument == "--engine" && i + 1 < own.size() && std::string_view(own[i + 1]) == "emu")
      return true;
  }
  return false;
}

// `lightloop help run` is `lightloop run --help`; without a command there is nothing but help to
// give.
std::vector<char*> with_help(std::span<char* const> own) {
  static char help[] = "--help";
  std::vector<char*> words(own.begin(), own.end());
  if (words.size() >= 2 && std::string_view(words[1]) == "help") {
    words.erase(words.begin() + 1);
    words.push_back(help);
  }
  if (words.size() == 1) words.push_back(help);
  return words;
}

void add_commands(CLI::App& application, const Arguments& arguments, ExitCode& exit_code) {
  application.formatter(std::make_shared<lightloop::host::HelpFormatter>());
  application.set_version_flag("--version", lightloop::host::version_text());
  application.require_subcommand(1);
  application.footer(
      "Exit codes: 0 good; 1 done, but the check failed; 2 wrong usage or bad input; 3 device or "
      "simulator failure; 130 stopped by Ctrl-C (what was measured is reported).");
  lightloop::host::add_run_command(application, exit_code);
  lightloop::host::add_send_command(application, exit_code);
  lightloop::host::add_fec_command(application, exit_code);
  lightloop::host::add_profiles_command(application, exit_code);
  lightloop::host::add_devices_command(application, exit_code);
  lightloop::host::add_emu_command(application, arguments.program);
  lightloop::host::add_completion_command(application, exit_code);
}

ExitCode run(const Arguments& arguments) {
  ExitCode exit_code = ExitCode::kGood;
  CLI::App application(
      "Lightloop: co-simulation of one PAM4 lane and its Reed-Solomon code (KP4, KR4), the unit "
      "that 800G and 1.6T optical modules are built from: a bit-exact model, Verilated RTL, XRT "
      "kernels in emulation or on an FPGA card, and a channel in SystemC.",
      "lightloop");
  add_commands(application, arguments, exit_code);
  const auto words = with_help(arguments.own);
  const auto description = lightloop::host::describe_command(application);
  lightloop::host::check_arguments(description, words);
  try {
    application.parse(static_cast<int>(words.size()), words.data());
  } catch (const CLI::Success& request) {  // --help, --version
    application.exit(request);
    std::cout.flush();
    return lightloop::host::ResultStream().verdict(ExitCode::kGood);
  } catch (const CLI::ParseError& error) {
    spdlog::error("{}{}", error.what(),
                  help_hint(lightloop::host::named_command(description, words)));
    return ExitCode::kBadInput;
  }
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  ExitCode exit_code = ExitCode::kDeviceFailure;
  lightloop::host::reserve_standard_descriptors();
  try {
    set_up_log();
    const Arguments arguments = split({argv, static_cast<std::size_t>(argc)});
    // What the program of `emu` does with its streams is its own affair.
    if (!is_emu_command(arguments.own)) lightloop::host::require_standard_output();
    lightloop::host::report_broken_pipes();
    if (wants_emulation(arguments.own))
      lightloop::xrt_emulation::ensure_environment({}, arguments.own);
    lightloop::host::install_interrupt_handler();
    exit_code = run(arguments);
  } catch (const lightloop::host::InputError& error) {
    spdlog::error("{}", error.what());
    exit_code = ExitCode::kBadInput;
  } catch (const std::exception& error) {
    spdlog::error("{}", error.what());
  }
  // What was counted has been reported.
  lightloop::xrt_emulation::end_after_device_failure(static_cast<int>(exit_code));
  return static_cast<int>(exit_code);
}
