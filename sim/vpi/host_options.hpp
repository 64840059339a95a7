// SPDX-License-Identifier: Apache-2.0
// The command line of a VPI host program.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lightloop::vpi {

/// What is built into a host program by lightloop_add_vpi_host.
struct HostDefaults {
  std::string toplevel;  ///< the top module
  std::string clock;     ///< the port that SystemC drives; empty: none
  std::uint64_t clock_period_fs = 0;
  std::string waves;  ///< waveform file; empty: none
};

struct HostOptions {
  std::vector<std::string> applications;  ///< VPI libraries; empty: cocotb
  std::string python;                     ///< whose cocotb; empty: the project's
  bool owns_clock = false;
  std::uint64_t clock_period_fs = 0;
  std::optional<std::uint64_t> time_limit_fs;
  std::filesystem::path results_file;
  bool expects_results = true;
  std::filesystem::path waves;  ///< empty: none
  bool like_cocotb = false;     ///< leave the results and their evaluation to others
  bool takes_clocks = true;     ///< drive cocotb's Clocks in place of Python
  bool statistics = false;      ///< say at the end what the run consisted of
  std::vector<std::string> plusargs;
  std::string command;  ///< the program and its arguments, for a shell
};

/// A duration such as 3200ps or 1.5us in femtoseconds. Throws std::invalid_argument.
std::uint64_t parse_duration_fs(const std::string& text);

/// Empty when the program is to end at once with `exit_code`: 0 after --help, 2 after a message
/// about wrong use.
std::optional<HostOptions> parse_host_options(const HostDefaults& defaults, int argc, char** argv,
                                              int& exit_code);

}  // namespace lightloop::vpi
