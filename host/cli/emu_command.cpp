// SPDX-License-Identifier: Apache-2.0
// lightloop emu: runs any XRT host program in emulation.
#include <memory>
#include <string>
#include <vector>

#include "host/cli/commands.hpp"
#include "host/engine/engine.hpp"

namespace lightloop::host {
namespace {

ExitCode emu(const std::vector<std::string>& program) {
  static_cast<void>(program);
  throw DeviceError("emu: this build has no XRT emulation");
}

}  // namespace

void add_emu_command(CLI::App& application, ExitCode& exit_code) {
  auto program = std::make_shared<std::vector<std::string>>();
  CLI::App& command = *application.add_subcommand(
      "emu", "Run any XRT host program in emulation: emu [--] PROGRAM ARGS...");
  // What follows the program's name belongs to the program.
  command.prefix_command();
  command.footer("The program's exit code is passed on.");
  command.callback([program, &command, &exit_code] {
    *program = command.remaining();
    exit_code = emu(*program);
  });
}

}  // namespace lightloop::host
