// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/cocotb_environment.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace lightloop::vpi {
namespace {

/// The settings that have two names: cocotb 1.8's own, and that of later versions.
constexpr std::array<std::pair<const char*, const char*>, 5> kRenamed{{
    {"MODULE", "COCOTB_TEST_MODULES"},
    {"TESTCASE", "COCOTB_TESTCASE"},
    {"TOPLEVEL", "COCOTB_TOPLEVEL"},
    {"TOPLEVEL_LANG", "COCOTB_TOPLEVEL_LANG"},
    {"RANDOM_SEED", "COCOTB_RANDOM_SEED"},
}};

std::string get(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

bool has_seed(const std::vector<std::string>& plusargs) {
  return std::any_of(plusargs.begin(), plusargs.end(), [](const std::string& argument) {
    return argument.starts_with("+seed=") || argument.starts_with("+ntb_random_seed=");
  });
}

bool is_set(const char* name) {
  const std::string value = get(name);
  return !value.empty() && value != "0";
}

void set_default(const char* name, const std::string& value) {
  if (!value.empty()) setenv(name, value.c_str(), 0);
}

}  // namespace

std::string shell_quoted(const std::string& word) {
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

CocotbInstallation CocotbInstallation::configured() {
  return {LIGHTLOOP_PYTHON, LIGHTLOOP_COCOTB_LIBRARY, LIGHTLOOP_LIBPYTHON,
          LIGHTLOOP_PYGPI_ENTRY_POINT};
}

CocotbInstallation CocotbInstallation::of(const std::string& python) {
  const std::string command = shell_quoted(python) + " " + shell_quoted(LIGHTLOOP_COCOTB_PATHS);
  // NOLINTNEXTLINE(bugprone-command-processor): quoted
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  if (pipe == nullptr) throw std::runtime_error("cannot run '" + python + "'");
  std::string output;
  std::array<char, 512> part{};
  while (std::fgets(part.data(), part.size(), pipe.get()) != nullptr) output += part.data();
  std::istringstream lines(output);
  CocotbInstallation found{python, "", "", ""};
  if (!std::getline(lines, found.library) || !std::getline(lines, found.lib_python)) {
    throw std::runtime_error("'" + python + "' is not a Python with cocotb");
  }
  std::getline(lines, found.entry_point);
  return found;
}

void prepare_cocotb_environment(const CocotbInstallation& installation, const std::string& toplevel,
                                const std::vector<std::string>& plusargs) {
  set_default("LIBPYTHON_LOC", installation.lib_python);
  if (!installation.entry_point.empty()) {
    set_default("GPI_USERS", installation.lib_python + ";" + installation.entry_point);
  }
  set_default("PYGPI_PYTHON_BIN", installation.python);
  const auto environment = std::filesystem::path(installation.python).parent_path().parent_path();
  if (std::filesystem::exists(environment / "pyvenv.cfg")) {
    set_default("VIRTUAL_ENV", environment.string());
  }
  if (get("RANDOM_SEED").empty() && get("COCOTB_RANDOM_SEED").empty() && !has_seed(plusargs)) {
    set_default("RANDOM_SEED", std::to_string(std::time(nullptr)));
  }
  for (const auto& [old_name, new_name] : kRenamed) {
    set_default(old_name, get(new_name));
    set_default(new_name, get(old_name));
  }
  if (get("TOPLEVEL").empty()) {
    setenv("TOPLEVEL", toplevel.c_str(), 1);
    setenv("COCOTB_TOPLEVEL", toplevel.c_str(), 1);
  }
  set_default("TOPLEVEL_LANG", "verilog");
  set_default("COCOTB_TOPLEVEL_LANG", "verilog");
}

void enforce_cocotb_environment() {
  // cocotb 2's Makefile for Verilator says that the simulator itself puts off writes to the
  // read-write phase. Our functions write at once: cocotb has to do it, as it does elsewhere.
  unsetenv("COCOTB_TRUST_INERTIAL_WRITES");
}

std::vector<std::string> plusargs_of_environment() {
  std::string text = get("PLUSARGS");
  if (text.empty()) text = get("COCOTB_PLUSARGS");
  std::istringstream words(text);
  std::vector<std::string> result;
  for (std::string word; words >> word;) result.push_back(word);
  return result;
}

std::string name_of_cocotb_run() {
  std::string name = get("MODULE");
  if (!get("TESTCASE").empty()) name += "." + get("TESTCASE");
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

std::string cocotb_settings_for_shell() {
  std::string text;
  for (const char* name : {"PYTHONPATH", "MODULE", "TESTCASE", "TOPLEVEL", "RANDOM_SEED"}) {
    if (!get(name).empty()) text += std::string(name) + "=" + shell_quoted(get(name)) + " ";
  }
  return text;
}

std::string results_file_of_environment() {
  const std::string file = get("COCOTB_RESULTS_FILE");
  return file.empty() ? "results.xml" : file;
}

bool waves_wanted_by_environment() { return is_set("WAVES"); }

bool python_clocks_by_environment() { return is_set("LIGHTLOOP_PYTHON_CLOCKS"); }

bool like_cocotb_by_environment() { return is_set("LIGHTLOOP_LIKE_COCOTB"); }

}  // namespace lightloop::vpi
