// SPDX-License-Identifier: Apache-2.0
// lightloop emu: runs any XRT host program in emulation.
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <system_error>

#include "host/cli/commands.hpp"
#include "host/cli/whole_number.hpp"
#include "sim/xrt/emulation/emulation.hpp"

namespace lightloop::host {
namespace {

struct EmuArguments {
  std::optional<unsigned> devices;
  std::string program;
};

[[noreturn]] void emu(const EmuArguments& arguments, std::span<char* const> program) {
  if (program.empty())
    throw InputError(
        "emu: found no program, expected lightloop emu [OPTIONS] -- PROGRAM [ARGUMENTS] (see "
        "lightloop emu --help)");
  xrt_emulation::EmulationOptions options;
  options.devices = arguments.devices;
  try {
    xrt_emulation::exec_program(options, program);
  } catch (const std::system_error& error) {
    throw InputError(error.what());
  }
}

}  // namespace

void add_emu_command(CLI::App& application, std::span<char* const> program) {
  auto arguments = std::make_shared<EmuArguments>();
  CLI::App& command = *application.add_subcommand("emu", "Run any XRT host program in emulation");
  command.add_option("--devices", arguments->devices, "cards that XRT shows to the program")
      ->transform(whole_number({1, 16}))
      ->type_name("N");
  // For the help alone: what stands behind "--" is `program`.
  command.add_option("PROGRAM", arguments->program, "program to run, with its arguments")
      ->type_name("PROGRAM");
  command.footer(
      "Sets up XRT's hardware emulation for the program and becomes it, so its exit code and "
      "signals are its own. The xclbin that the program loads must have been built for "
      "emulation.");
  command.callback([arguments, program] { emu(*arguments, program); });
}

}  // namespace lightloop::host
