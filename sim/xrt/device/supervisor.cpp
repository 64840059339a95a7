// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/supervisor.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <optional>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include "sim/xrt/device/connection.hpp"
#include "sim/xrt/device/worker.hpp"

namespace lightloop::xrt_device {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kDeviceFailure = 3;
constexpr seconds kConnectLimit(60);
// How long a worker may take to complete its waveforms, and a host to end after SIGTERM.
constexpr seconds kEndLimit(5);
// How long a host that has closed its socket may take to end.
constexpr seconds kHangUpLimit(2);
constexpr milliseconds kPollWithoutPidfd(20);
constexpr milliseconds kPollWithPidfd(1000);

void report(const std::string& message) {
  const std::string line = "lightloop device: " + message + "\n";
  [[maybe_unused]] const auto written = write(STDERR_FILENO, line.data(), line.size());
}

// Becomes readable when the process ends. Invalid where the kernel or a sandbox does not have it.
FileDescriptor open_pidfd(pid_t pid) {
  return FileDescriptor(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
}

// Has a stopped process continued when the host ends: one that is stopped could not notice.
void continue_when_host_ends(int lifeline) {
  if (lifeline < 0) {
    prctl(PR_SET_PDEATHSIG, SIGCONT);
    return;
  }
  fcntl(lifeline, F_SETFD, FD_CLOEXEC);
  fcntl(lifeline, F_SETOWN, getpid());
  fcntl(lifeline, F_SETSIG, SIGCONT);
  fcntl(lifeline, F_SETFL, O_ASYNC | O_NONBLOCK);
}

bool is_readable(int fd) {
  pollfd event{fd, POLLIN, 0};
  return poll(&event, 1, 0) > 0;
}

std::string describe(int status) {
  if (WIFSIGNALED(status)) {
    return fmt::format("was killed by signal {} ({})", WTERMSIG(status),
                       strsignal(WTERMSIG(status)));
  }
  return fmt::format("ended with code {}", WEXITSTATUS(status));
}

class Supervisor {
 public:
  Supervisor(const Session& session, std::filesystem::path directory)
      : session_(session), directory_(std::move(directory)), host_(open_pidfd(session.host)) {}

  int run() {
    continue_when_host_ends(session_.lifeline);
    FileDescriptor socket = connect();
    if (!socket.valid()) return host_is_there() ? fail_without_socket() : host_gone();
    start_worker(socket);
    const int status = watch();
    if (!host_is_there()) return host_gone();
    if (WIFEXITED(status)) {
      switch (WEXITSTATUS(status)) {
        case kWorkerClosed:
          return 0;
        case kWorkerHostGone:
          // Its socket is closed, so it has ended or is about to.
          wait_for_host(kHangUpLimit);
          return host_gone();
        default:
          break;
      }
    }
    return fail(status);
  }

 private:
  bool host_is_there() const {
    // A child: a host that ends makes its children somebody else's, also while it is a zombie.
    if (session_.lifeline < 0) return getppid() == session_.host;
    // A host can close the pipe early, with all of its files, and children of it can keep it open.
    return host_.valid() ? !is_readable(host_.get()) : !is_readable(session_.lifeline);
  }

  // The host listens a moment after it started this process.
  FileDescriptor connect() {
    const auto offers =
        session_.private_directory.empty() ? MailboxOffers::kUnwanted : MailboxOffers::kWelcome;
    const auto start = Clock::now();
    while (Clock::now() - start < kConnectLimit && host_is_there() && !stop_requested()) {
      for (const auto& path : session_.main_sockets) {
        if (FileDescriptor socket = connect_socket(path, offers); socket.valid()) {
          unlink(path.c_str());  // the host listens for one connection only
          return socket;
        }
      }
      std::this_thread::sleep_for(std::chrono::microseconds(300));
    }
    return {};
  }

  void start_worker(FileDescriptor& socket) {
    const pid_t supervisor = getpid();
    worker_ = fork();
    if (worker_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (worker_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != supervisor) _exit(kWorkerStopped);
      host_.reset();
      const WorkerExit result = run_worker(session_, Connection(std::move(socket)), directory_);
      std::fflush(nullptr);
      _exit(result);
    }
    socket_ = std::move(socket);
  }

  std::optional<int> worker_status() {
    int status = 0;
    return waitpid(worker_, &status, WNOHANG) == worker_ ? std::optional(status) : std::nullopt;
  }

  // Waits for the worker's end, and brings it about when the host has gone or this process is told
  // to end.
  int watch() {
    const FileDescriptor worker = open_pidfd(worker_);
    const bool wakes = worker.valid() && host_.valid();
    std::optional<Clock::time_point> ending;
    for (;;) {
      if (const auto status = worker_status()) return *status;
      if (!ending && (!host_is_there() || stop_requested())) ending = Clock::now();
      if (ending) {
        // Again and again: one signal could come just before the worker waits for a request.
        kill(worker_, Clock::now() - *ending > kEndLimit ? SIGKILL : SIGTERM);
        kill(worker_, SIGCONT);
      }
      // Once the host's end is known, its descriptor would only wake this loop without end.
      std::array<pollfd, 2> events{pollfd{worker.get(), POLLIN, 0},
                                   pollfd{ending ? -1 : host_.get(), POLLIN, 0}};
      const milliseconds wait = wakes && !ending ? kPollWithPidfd : kPollWithoutPidfd;
      poll(events.data(), events.size(), static_cast<int>(wait.count()));
    }
  }

  void wait_for_host(seconds limit) {
    const auto start = Clock::now();
    while (host_is_there() && Clock::now() - start < limit) {
      std::this_thread::sleep_for(milliseconds(2));
    }
  }

  int fail_without_socket() {
    report(fmt::format("no connection to the host within {} s: nothing listens at {}",
                       kConnectLimit.count(), session_.main_sockets.front().string()));
    return kDeviceFailure;
  }

  // With the compatibility library the host notices the closed socket and ends with an error of its
  // own. The stock driver would spin for ever (2.13) or end as if all was well (newer ones), so the
  // host has to go while the socket is still open.
  int fail(int status) {
    if (stop_requested()) {
      report("the device process was told to end while its host is running");
    } else if (!WIFEXITED(status) || WEXITSTATUS(status) != kWorkerFailed) {
      report("the simulation " + describe(status));
    }
    if (!session_.private_directory.empty()) return kDeviceFailure;
    report(fmt::format("the device has failed: ending the host (process {})", session_.host));
    for (const int signal : {SIGTERM, SIGKILL}) {
      if (!host_is_there()) break;
      kill(session_.host, signal);
      wait_for_host(kEndLimit);
    }
    return kDeviceFailure;
  }

  // The host had no chance to tidy up.
  int host_gone() {
    for (const auto& path : session_.main_sockets) unlink_own(path);
    for (const auto& path : session_.host_memory_sockets) unlink_own(path);
    return 0;
  }

  // Never the name that all users without a name share: another host may be listening there.
  void unlink_own(const std::filesystem::path& path) {
    if (path.filename().string().ends_with(session_.socket_id)) unlink(path.c_str());
  }

  const Session& session_;
  std::filesystem::path directory_;
  FileDescriptor host_;
  FileDescriptor socket_;  // kept open so that the host sees no end of file before its own
  pid_t worker_ = -1;
};

}  // namespace

int run_supervisor(const Session& session, const std::filesystem::path& directory) {
  return Supervisor(session, directory).run();
}

}  // namespace lightloop::xrt_device
