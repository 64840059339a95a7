// SPDX-License-Identifier: Apache-2.0
// Running programs in tests: each in a session and process group of its own, with a limit on its
// time, and with a look at what it leaves behind.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <sys/types.h>
#include <vector>

namespace lightloop::xrt_test {

/// A directory that is removed at the end. Its path is short: Unix sockets must fit inside.
class ScratchDirectory {
 public:
  explicit ScratchDirectory(const std::string& name = "llt");
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// Names of all files and directories inside, relative.
  std::set<std::string> listing() const;

 private:
  std::filesystem::path path_;
};

struct ProcessOptions {
  std::vector<std::string> command;
  std::filesystem::path working_directory;  ///< empty: that of the test
  /// Changes to the environment; no value: unset.
  std::map<std::string, std::optional<std::string>> environment;
};

/// How a process ended: by itself, by a signal, or by the test because its time was over.
struct ProcessResult {
  int exit_code = -1;  ///< -1 when it did not end by itself
  int signal = 0;
  bool timed_out = false;
  std::string out;
  std::string err;
};

/// A running process, its output going to files. Everything left of its process group is killed
/// when this object goes. What it starts is told by a variable in the environment, wherever it is.
class Process {
 public:
  explicit Process(const ProcessOptions& options);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }

  /// Waits until the standard output holds `text`; false when that did not happen in time.
  bool wait_for_output(const std::string& text, std::chrono::seconds limit = kLimit);

  /// Waits for the end of the process; kills it when its time is over.
  ProcessResult wait(std::chrono::seconds limit = kLimit);

  /// After the end of the process: waits until nothing that it started is left, neither of its
  /// process group nor elsewhere. False when something still was after a few seconds.
  bool nothing_is_left();

  /// Processes whose parent is the process.
  std::vector<pid_t> children() const;

  /// What the process started, or what those started, that is not in its process group.
  std::vector<pid_t> elsewhere() const;

  /// The same, but only processes of which `name` is the program, a file name without directory.
  std::vector<pid_t> elsewhere(const std::string& name) const;

  /// Generous: only a hang reaches it, on however slow a machine.
  static constexpr std::chrono::seconds kLimit{600};

 private:
  std::string read_output(const char* name) const;

  ScratchDirectory output_;
  std::string mark_;
  pid_t pid_ = -1;
  bool ended_ = false;
};

/// Starts a process and waits for it.
ProcessResult run_process(const ProcessOptions& options);

}  // namespace lightloop::xrt_test
