// SPDX-License-Identifier: Apache-2.0
// Runs a program as a user would and keeps what it printed.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace lightloop::tests {

struct ProgramResult {
  int exit_code = -1;  ///< of a program that exited by itself
  int signal = 0;      ///< that ended it, else 0
  bool timed_out = false;
  std::string out;
  std::string err;
};

/// How a program is started.
struct ProgramOptions {
  std::filesystem::path working_directory{};  ///< empty: that of the test
  std::map<std::string, std::string> set{};   ///< environment variables to set
  std::vector<std::string> unset{};           ///< and to remove
  std::chrono::seconds limit{120};            ///< then it is killed
};

/// A program that runs. Standard input is empty; output goes to files.
class Program {
 public:
  explicit Program(const std::vector<std::string>& command, const ProgramOptions& options = {});
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void send_signal(int signal) const;
  pid_t process() const { return process_; }
  /// What it has printed to standard output so far.
  std::string out_so_far() const;
  /// Waits until it ends, or kills it when its time is over.
  ProgramResult wait();

 private:
  std::filesystem::path directory_;
  std::chrono::steady_clock::time_point end_;
  pid_t process_ = -1;
};

/// The processes of the emulated card that `process` has opened. They are no children of it.
std::vector<pid_t> card_processes_of(pid_t process);

/// Starts it and waits.
ProgramResult run_program(const std::vector<std::string>& command,
                          const ProgramOptions& options = {});

/// The `lightloop` of this build with these arguments.
ProgramResult run_lightloop(std::vector<std::string> arguments, const ProgramOptions& options = {});

/// Its path.
std::string lightloop_program();

}  // namespace lightloop::tests
