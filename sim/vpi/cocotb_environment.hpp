// SPDX-License-Identifier: Apache-2.0
// What cocotb expects to find in the environment of a simulator, where its Makefiles would put it.
#pragma once

#include <string>
#include <vector>

namespace lightloop::vpi {

/// One cocotb installation.
struct CocotbInstallation {
  std::string python;       ///< the interpreter of its (virtual) environment
  std::string library;      ///< its VPI library for Verilator
  std::string lib_python;   ///< the shared library of that Python
  std::string entry_point;  ///< where cocotb from 2.1 on is to enter it; "" before
  /// The installation that the project was configured with.
  static CocotbInstallation configured();
  /// Asks the interpreter `python`. Throws std::runtime_error when it has no cocotb.
  static CocotbInstallation of(const std::string& python);
};

/// Sets what is not set yet: LIBPYTHON_LOC, GPI_USERS, PYGPI_PYTHON_BIN, VIRTUAL_ENV, and each
/// setting that cocotb 1 and 2 name differently (MODULE and COCOTB_TEST_MODULES, ...) under its
/// other name. `toplevel` is the default of TOPLEVEL. Without a seed, in the environment or as one
/// of `plusargs`, one is drawn from the clock as cocotb would do, so that the run can be repeated.
void prepare_cocotb_environment(const CocotbInstallation& installation, const std::string& toplevel,
                                const std::vector<std::string>& plusargs);

/// Settings that this host needs whatever Makefile it was started by.
void enforce_cocotb_environment();

/// The words of PLUSARGS (or COCOTB_PLUSARGS), which cocotb's Makefiles put on the command line.
std::vector<std::string> plusargs_of_environment();

/// MODULE and TESTCASE, for file names.
std::string name_of_cocotb_run();

/// cocotb's settings that are in the environment, as a shell command begins with them:
/// "MODULE='...' RANDOM_SEED='...' ".
std::string cocotb_settings_for_shell();

std::string shell_quoted(const std::string& word);

/// COCOTB_RESULTS_FILE, or results.xml.
std::string results_file_of_environment();

/// WAVES is set, to something else than 0.
bool waves_wanted_by_environment();

/// LIGHTLOOP_PYTHON_CLOCKS is set, to something else than 0.
bool python_clocks_by_environment();

/// LIGHTLOOP_LIKE_COCOTB is set, to something else than 0: for Makefiles that rely on cocotb's own
/// main program for Verilator, which returns 0 also after failed tests, and writes no results
/// itself.
bool like_cocotb_by_environment();

}  // namespace lightloop::vpi
