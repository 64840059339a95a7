// SPDX-License-Identifier: Apache-2.0
#include "sim/verilated/snapshot.hpp"

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <iostream>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace lightloop::verilated {
namespace {

constexpr std::size_t kMaxOrderBytes = PIPE_BUF;  // written and read in one piece

/// In the copy: sleeps until there is an order. The end of the pipe means that nobody wants this
/// copy any more.
Snapshot::Order sleep_until_woken(int pipe_end) {
  std::string order(kMaxOrderBytes, '\0');
  ssize_t count = 0;
  do {
    count = read(pipe_end, order.data(), order.size());
  } while (count < 0 && errno == EINTR);
  if (count <= 0) _exit(0);
  close(pipe_end);
  order.resize(static_cast<std::size_t>(count));
  return order;
}

}  // namespace

std::variant<Snapshot, Snapshot::Order> Snapshot::take() {
  std::cout.flush();
  std::clog.flush();
  std::fflush(nullptr);
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot make a pipe");
  }
  const pid_t original = getpid();
  const bool in_main_thread = gettid() == original;
  const pid_t process = fork();
  if (process < 0) {
    const int error = errno;
    close(ends[0]);
    close(ends[1]);
    throw std::system_error(error, std::generic_category(), "cannot copy the process");
  }
  if (process == 0) {
    // The kernel's signal comes when the thread that forked ends; the main thread ends with the
    // process.
    if (in_main_thread) prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != original) _exit(0);
    close(ends[1]);
    return sleep_until_woken(ends[0]);
  }
  close(ends[0]);
  return Snapshot(process, ends[1]);
}

unsigned Snapshot::threads() {
  // One folder a thread, and the two entries that every folder has.
  struct stat status {};
  if (stat("/proc/self/task", &status) != 0 || status.st_nlink < 3) return 1;
  return static_cast<unsigned>(status.st_nlink - 2);
}

Snapshot::Snapshot(pid_t process, int pipe_end)
    : owner_(getpid()), process_(process), pipe_end_(pipe_end) {}

Snapshot::Snapshot(Snapshot&& other) noexcept
    : owner_(other.owner_),
      process_(std::exchange(other.process_, -1)),
      pipe_end_(std::exchange(other.pipe_end_, -1)) {}

Snapshot& Snapshot::operator=(Snapshot&& other) noexcept {
  if (this == &other) return *this;
  discard();
  owner_ = other.owner_;
  process_ = std::exchange(other.process_, -1);
  pipe_end_ = std::exchange(other.pipe_end_, -1);
  return *this;
}

Snapshot::~Snapshot() { discard(); }

bool Snapshot::owned() const { return process_ > 0 && owner_ == getpid(); }

bool Snapshot::wake(const Order& order) {
  if (!owned() || pipe_end_ < 0 || order.empty() || order.size() > kMaxOrderBytes) return false;
  // A copy that was killed must not take the original with it.
  struct sigaction ignore {};
  struct sigaction former {};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, &former);
  const bool written =
      write(pipe_end_, order.data(), order.size()) == static_cast<ssize_t>(order.size());
  sigaction(SIGPIPE, &former, nullptr);
  return written;
}

std::optional<int> Snapshot::wait(std::chrono::milliseconds limit) {
  if (!owned()) return std::nullopt;
  const auto end = std::chrono::steady_clock::now() + limit;
  for (;;) {
    int status = 0;
    const pid_t found = waitpid(process_, &status, WNOHANG);
    if (found == process_ || (found < 0 && errno == ECHILD)) {
      process_ = -1;
      return found < 0 ? 0 : status;
    }
    if (std::chrono::steady_clock::now() >= end) return std::nullopt;
    const timespec pause{0, 1'000'000};
    nanosleep(&pause, nullptr);
  }
}

void Snapshot::stop() {
  if (owned()) kill(process_, SIGKILL);
}

void Snapshot::discard() noexcept {
  if (owned()) {
    kill(process_, SIGKILL);
    while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  if (pipe_end_ >= 0) close(pipe_end_);
  process_ = -1;
  pipe_end_ = -1;
}

}  // namespace lightloop::verilated
