// SPDX-License-Identifier: Apache-2.0
// Starting processes that the program cannot see: they are not its children, so no wait() of the
// program finds them, their end raises no SIGCHLD, and it does not matter what the program does
// with that signal. They lie in a session of their own: neither the terminal's signals nor those
// for the program's process group reach them.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace lightloop::xrt_compat {

/// A file descriptor with an owner.
class OwnedFd {
 public:
  OwnedFd() = default;
  explicit OwnedFd(int fd) : fd_(fd) {}
  ~OwnedFd() { reset(); }
  OwnedFd(OwnedFd&& other) noexcept : fd_(other.release()) {}
  OwnedFd& operator=(OwnedFd&& other) noexcept {
    if (this != &other) {
      reset();
      fd_ = other.release();
    }
    return *this;
  }

  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  int release() {
    const int fd = fd_;
    fd_ = -1;
    return fd;
  }
  void reset();

 private:
  int fd_ = -1;
};

/// The ends of a pipe, reading and writing, neither of them a standard stream, both closed by exec.
/// Throws std::system_error.
std::pair<OwnedFd, OwnedFd> make_pipe();

/// A process of which only the number is known, and with luck a descriptor that stays with this
/// very process when numbers are used again.
class ForeignProcess {
 public:
  ForeignProcess() = default;
  explicit ForeignProcess(pid_t pid);

  pid_t pid() const { return pid_; }

  /// True when it has ended. Collects it where this program is the one that inherits orphans.
  bool has_ended() const;

  /// Waits for its end; false when the time was over before.
  bool wait_for_end(std::chrono::milliseconds limit) const;

  void signal(int number) const;

 private:
  pid_t pid_ = 0;
  OwnedFd descriptor_;
};

struct UnseenCommand {
  std::filesystem::path program;
  std::vector<std::string> arguments;  ///< the first one is the program's name
  std::vector<std::string> environment;
  std::filesystem::path working_directory;
  int standard_input = -1;  ///< -1: /dev/null
  int kept = -1;            ///< becomes descriptor kKeptDescriptor of the process
};

/// The one descriptor above standard error that an unseen process may have.
inline constexpr int kKeptDescriptor = 3;

/// Starts a process with standard output /dev/null and standard error of this process. Returns its
/// number; throws std::system_error when the program cannot be executed.
pid_t start_unseen(const UnseenCommand& command);

}  // namespace lightloop::xrt_compat
