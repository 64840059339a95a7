// SPDX-License-Identifier: Apache-2.0
// The commands of `lightloop`, one file each. Each function adds its command to the application;
// when the command has run, `exit_code` is set. What a command throws main() turns into a message
// and an exit code.
#pragma once

#include <CLI/CLI.hpp>
#include <span>

#include "host/base/errors.hpp"

namespace lightloop::host {

void add_run_command(CLI::App& application, ExitCode& exit_code);
void add_send_command(CLI::App& application, ExitCode& exit_code);
void add_fec_command(CLI::App& application, ExitCode& exit_code);
void add_devices_command(CLI::App& application, ExitCode& exit_code);
void add_profiles_command(CLI::App& application, ExitCode& exit_code);
void add_completion_command(CLI::App& application, ExitCode& exit_code);
/// `program`: what stands behind "--", the program to become and its arguments.
void add_emu_command(CLI::App& application, std::span<char* const> program);

}  // namespace lightloop::host
