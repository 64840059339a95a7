// SPDX-License-Identifier: Apache-2.0
// Sets everything up for a program that uses XRT to run against an emulated card. The program, and
// whatever it starts, gets the compatibility library (sim/xrt/compat), which does the rest in every
// process that opens a card; nothing depends on the process that is set up here.
//
//   exec_program         for any XRT program; the calling process becomes it
//   ensure_environment   for a program of ours: starts itself anew inside the emulation, once
//
// Set for the program:
//   LD_PRELOAD               the compatibility library, before whatever is in it
//   XCL_EMULATION_MODE       hw_emu
//   XILINX_XRT               a directory whose lib/ holds the driver; kept if it is one
//   LIGHTLOOP_EMU_DEVICES    EmulationOptions::devices, if given
//   LIGHTLOOP_EMU_CARD       EmulationOptions::device_name
//   LSAN_OPTIONS, TSAN_OPTIONS   added: what is XRT's own fault is not reported as the program's
//   LD_LIBRARY_PATH          only if the path of the compatibility library holds a space
// The program's own emconfig.json and xrt.ini (beside it, in the working directory, in
// EMCONFIG_PATH or XRT_INI_PATH) count; without one, generated ones do.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>

#include "sim/xrt/emulation/private_directory.hpp"

namespace lightloop::xrt_emulation {

/// The emulation cannot be set up: XRT or the compatibility library is missing, or the program
/// cannot have that library. The message says what was looked for and where.
class EmulationError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct EmulationOptions {
  /// How many cards XRT shows, 1 to 16. Nothing: what the program's own emconfig.json says, or one.
  std::optional<unsigned> devices;
  /// Name that xrt::info::device::name gives for a card.
  std::string device_name = kDefaultDeviceName;
  /// The compatibility library. Nothing: beside the running program, in ../lib/lightloop from it,
  /// or where the build put it.
  std::optional<std::filesystem::path> compat_library;
};

/// Replaces the calling process by argv[0] with its arguments, inside the emulation. Same process,
/// so signals and exit code are the program's own. Returns only by throwing: EmulationError;
/// std::system_error when the program cannot be executed; std::invalid_argument.
[[noreturn]] void exec_program(const EmulationOptions& options, std::span<char* const> argv);

/// Makes sure that the calling program runs inside the emulation: does nothing when it does
/// already, else replaces the process by the same program with the same arguments inside it. Call
/// it before threads, files and output. Throws as exec_program.
void ensure_environment(const EmulationOptions& options, std::span<char* const> argv);

/// True when the calling process has the compatibility library and emulation chosen.
bool is_inside_emulation();

}  // namespace lightloop::xrt_emulation
