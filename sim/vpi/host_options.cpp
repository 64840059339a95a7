// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/host_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "sim/vpi/cocotb_environment.hpp"

namespace lightloop::vpi {

std::uint64_t parse_duration_fs(const std::string& text) {
  constexpr std::array<std::pair<std::string_view, double>, 6> kUnits{
      {{"fs", 1}, {"ps", 1e3}, {"ns", 1e6}, {"us", 1e9}, {"ms", 1e12}, {"s", 1e15}}};
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (error == std::errc()) {
    for (const auto& [name, scale] : kUnits) {
      const double value = number * scale;
      if (unit == name && value >= 1 && value < 9.2e18) {
        return static_cast<std::uint64_t>(std::llround(value));
      }
    }
  }
  throw std::invalid_argument(
      "'" + text +
      "' is not a duration, expected a number from 1 fs to 9200 s with one of the "
      "units fs, ps, ns, us, ms, s, e.g. 3200ps");
}

std::optional<HostOptions> parse_host_options(const HostDefaults& defaults, int argc, char** argv,
                                              int& exit_code) {
  HostOptions options;
  options.plusargs = plusargs_of_environment();
  for (int i = 0; i < argc; ++i) {
    options.command += (i == 0 ? "" : " ") + shell_quoted(argv[i]);
  }
  std::vector<std::string> words;  // as CLI11 wants them: last first, without the program's name
  for (int i = argc - 1; i > 0; --i) {
    if (argv[i][0] != '+') words.emplace_back(argv[i]);
  }
  for (int i = 1; i < argc; ++i) {
    if (argv[i][0] == '+') options.plusargs.emplace_back(argv[i]);
  }

  CLI::App app(
      "Runs the Verilated model of " + defaults.toplevel +
      " in a SystemC simulation with a VPI application, cocotb if no other is named.\n"
      "cocotb's settings come from the environment, as from its Makefiles: MODULE, "
      "TESTCASE,\nTOPLEVEL, COCOTB_RANDOM_SEED, COCOTB_RESULTS_FILE, COCOTB_LOG_LEVEL, "
      "PLUSARGS, WAVES=1.\n"
      "Exit code: 0 all tests passed, 1 a test failed, 2 wrong use, 3 the run ended badly.");
  app.name(std::filesystem::path(argc > 0 ? argv[0] : "").filename().string());
  const auto duration = [](std::uint64_t& value) {
    return [&value](const std::string& text) {
      try {
        value = parse_duration_fs(text);
      } catch (const std::invalid_argument& error) {
        throw CLI::ValidationError(error.what());
      }
    };
  };
  app.add_option("--vpi", options.applications,
                 "VPI application: LIBRARY.so or LIBRARY.so:START_FUNCTION; may be repeated");
  app.add_option("--python", options.python,
                 "take cocotb from this Python interpreter (default: the project's)");
  bool no_clock = false;
  options.clock_period_fs = defaults.clock_period_fs;
  if (!defaults.clock.empty()) {
    app.add_flag("--no-clock", no_clock,
                 "leave " + defaults.clock + " to the VPI application, e.g. cocotb's Clock");
    app.add_option_function<std::string>("--clock-period", duration(options.clock_period_fs),
                                         "period of " + defaults.clock + ", e.g. 3200ps");
  }
  std::uint64_t limit = 0;
  app.add_option_function<std::string>("--time-limit", duration(limit),
                                       "end the run, as failed, at this simulated time");
  options.results_file = results_file_of_environment();
  app.add_option("--results", options.results_file, "JUnit file (default: COCOTB_RESULTS_FILE)");
  bool no_results = false;
  app.add_flag("--no-results", no_results, "the VPI application writes no JUnit file");
  options.waves = defaults.waves;
  if (waves_wanted_by_environment() && options.waves.empty()) options.waves = "dump.fst";
  app.add_option("--waves", options.waves, "FST waveform of the whole run (WAVES=1: dump.fst)");
  options.like_cocotb = like_cocotb_by_environment();
  bool python_clocks = python_clocks_by_environment();
  app.add_flag("--python-clocks", python_clocks,
               "leave the edges of cocotb's Clocks to Python (LIGHTLOOP_PYTHON_CLOCKS=1)");
  app.add_flag("--statistics", options.statistics, "print clock cycles, activations, callbacks");
  try {
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    exit_code = app.exit(error) == 0 ? 0 : 2;
    return std::nullopt;
  }
  options.owns_clock = !defaults.clock.empty() && !no_clock;
  options.expects_results = !no_results;
  options.takes_clocks = !python_clocks;
  if (limit != 0) options.time_limit_fs = limit;
  return options;
}

}  // namespace lightloop::vpi
