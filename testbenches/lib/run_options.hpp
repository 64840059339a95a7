// SPDX-License-Identifier: Apache-2.0
// What the user of a bench program chooses on its command line or in the environment, and how a
// run is repeated.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace lightloop::testbench {

/// A command line or an environment variable that makes no sense. The message names the option,
/// what was found and what was expected.
class RunOptionsError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct RunOptions {
  /// Seed of every random draw of the run. Option --seed N, else the variable LIGHTLOOP_SEED, else
  /// 1. The word `random` takes a new one each time.
  std::uint64_t seed = 1;
  /// Clock cycles before a failure that its waveform shows. Option --waves-window N, else the
  /// variable LIGHTLOOP_WAVES_WINDOW, else 4096.
  std::uint64_t waves_window = 4096;
  /// Whether a failing test leaves a waveform. Option --no-failure-waves, or
  /// LIGHTLOOP_FAILURE_WAVES=0.
  bool failure_waves = true;
  /// The program, as it was called.
  std::string program;
  /// Options, other than the seed, that change what a failing run leaves: they belong to the
  /// command that repeats it.
  std::vector<std::string> kept;

  /// The shell command that runs only the given test again ("Suite.Test", as GoogleTest writes
  /// it), with the same seed.
  std::string replay_command(std::string_view test) const;
};

/// Takes the options above out of argv (argc and argv are then what the program's own parser sees;
/// unknown options stay). Reads the environment variables. Throws RunOptionsError.
RunOptions parse_run_options(int& argc, char** argv);

/// The options of this process: those last given to set_run_options(), before that the defaults
/// with the environment. A program has one command line, hence one of these.
const RunOptions& run_options();
void set_run_options(RunOptions options);

}  // namespace lightloop::testbench
