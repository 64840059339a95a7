// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/unseen_process.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <dlfcn.h>
#include <fcntl.h>
#include <new>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace lightloop::xrt_compat {
namespace {

using std::chrono::milliseconds;

class FileActions {
 public:
  FileActions() { check(posix_spawn_file_actions_init(&actions_)); }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  void open(int fd, const char* path, int flags) {
    check(posix_spawn_file_actions_addopen(&actions_, fd, path, flags, 0));
  }
  void duplicate(int from, int to) { check(posix_spawn_file_actions_adddup2(&actions_, from, to)); }
  void close_from(int fd) { check(posix_spawn_file_actions_addclosefrom_np(&actions_, fd)); }
  void change_directory(const char* path) {
    check(posix_spawn_file_actions_addchdir_np(&actions_, path));
  }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  static void check(int error) {
    if (error != 0) throw std::system_error(error, std::generic_category(), "posix_spawn");
  }
  posix_spawn_file_actions_t actions_{};
};

// A session of its own, no signal blocked, and none ignored because the program ignores it.
class FreshAttributes {
 public:
  FreshAttributes() {
    posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setflags(&attributes_,
                             POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~FreshAttributes() { posix_spawnattr_destroy(&attributes_); }
  FreshAttributes(const FreshAttributes&) = delete;
  FreshAttributes& operator=(const FreshAttributes&) = delete;

  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

// What the process in between needs, and what it leaves behind.
struct Launch {
  const char* program = nullptr;
  const posix_spawn_file_actions_t* actions = nullptr;
  const posix_spawnattr_t* attributes = nullptr;
  char* const* arguments = nullptr;
  char* const* environment = nullptr;
  pid_t pid = -1;
  int error = EAGAIN;
};

int launch(void* argument) {
  auto& what = *static_cast<Launch*>(argument);
  what.error = posix_spawn(&what.pid, what.program, what.actions, what.attributes, what.arguments,
                           what.environment);
  return 0;
}

// A stack for the process in between. Shared, so that Launch on it comes back even from tools that
// run programs (valgrind) and give such a process a memory of its own.
class SharedStack {
 public:
  SharedStack()
      : memory_(mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
    if (memory_ == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
  }
  ~SharedStack() { munmap(memory_, kBytes); }
  SharedStack(const SharedStack&) = delete;
  SharedStack& operator=(const SharedStack&) = delete;

  Launch& launch() { return *new (memory_) Launch; }  // NOLINT: lives as long as the memory
  void* top() { return static_cast<std::byte*>(memory_) + kBytes; }

 private:
  static constexpr std::size_t kBytes = std::size_t{64} << 10;
  void* memory_;
};

// Signals for the program must not run its handlers in the process in between, which shares the
// program's memory.
class NoSignals {
 public:
  NoSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~NoSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  NoSignals(const NoSignals&) = delete;
  NoSignals& operator=(const NoSignals&) = delete;

 private:
  sigset_t before_{};
};

// The C library's own clone: sanitizers put one in front of it that takes every clone for a fork.
decltype(&clone) plain_clone() {
  static const auto function = [] {
    void* libc = dlopen("libc.so.6", RTLD_NOW | RTLD_NOLOAD);
    void* address = libc ? dlsym(libc, "clone") : nullptr;
    return address ? reinterpret_cast<decltype(&clone)>(address) : &clone;
  }();
  return function;
}

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string& text : texts)
    pointers.push_back(const_cast<char*>(text.c_str()));  // NOLINT: posix_spawn does not write
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

void OwnedFd::reset() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

std::pair<OwnedFd, OwnedFd> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    throw std::system_error(errno, std::generic_category(), "pipe");
  std::pair<OwnedFd, OwnedFd> result{OwnedFd(ends[0]), OwnedFd(ends[1])};
  for (OwnedFd* end : {&result.first, &result.second})
    if (end->get() <= kKeptDescriptor)
      *end = OwnedFd(fcntl(end->get(), F_DUPFD_CLOEXEC, kKeptDescriptor + 1));
  return result;
}

ForeignProcess::ForeignProcess(pid_t pid)
    : pid_(pid), descriptor_(static_cast<int>(syscall(SYS_pidfd_open, pid, 0))) {}

bool ForeignProcess::has_ended() const {
  const int saved_errno = errno;
  // Orphans go to this program when it is the first one of a container, or a "subreaper".
  const bool collected = waitpid(pid_, nullptr, WNOHANG) == pid_;
  bool ended = collected;
  if (!collected && descriptor_.valid()) {
    pollfd end = {.fd = descriptor_.get(), .events = POLLIN, .revents = 0};
    ended = poll(&end, 1, 0) > 0;
  } else if (!collected) {
    ended = kill(pid_, 0) != 0 && errno == ESRCH;
  }
  errno = saved_errno;
  return ended;
}

bool ForeignProcess::wait_for_end(milliseconds limit) const {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!has_ended()) {
    const auto left =
        std::chrono::duration_cast<milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    if (descriptor_.valid()) {
      pollfd ended = {.fd = descriptor_.get(), .events = POLLIN, .revents = 0};
      poll(&ended, 1, static_cast<int>(left.count()) + 1);
    } else {
      std::this_thread::sleep_for(milliseconds(1));
    }
  }
  return true;
}

void ForeignProcess::signal(int number) const {
  if (descriptor_.valid())
    syscall(SYS_pidfd_send_signal, descriptor_.get(), number, nullptr, 0);
  else if (pid_ > 0)
    kill(pid_, number);
}

pid_t start_unseen(const UnseenCommand& command) {
  FileActions actions;
  if (command.standard_input >= 0)
    actions.duplicate(command.standard_input, STDIN_FILENO);
  else
    actions.open(STDIN_FILENO, "/dev/null", O_RDONLY);
  actions.open(STDOUT_FILENO, "/dev/null", O_WRONLY);
  if (command.kept >= 0) actions.duplicate(command.kept, kKeptDescriptor);
  actions.close_from(command.kept >= 0 ? kKeptDescriptor + 1 : kKeptDescriptor);
  if (!command.working_directory.empty())
    actions.change_directory(command.working_directory.c_str());
  const FreshAttributes attributes;
  const std::vector<char*> arguments = pointers_to(command.arguments);
  const std::vector<char*> environment = pointers_to(command.environment);

  SharedStack stack;
  Launch& what = stack.launch();
  what = {.program = command.program.c_str(),
          .actions = actions.get(),
          .attributes = attributes.get(),
          .arguments = arguments.data(),
          .environment = environment.data()};

  const NoSignals guard;
  // A process in between makes the new one an orphan. It shares this program's memory, so it costs
  // no copy; and as it raises no signal at its end, only __WCLONE finds it.
  const pid_t between = plain_clone()(launch, stack.top(), CLONE_VM | CLONE_VFORK, &what);
  if (between < 0) throw std::system_error(errno, std::generic_category(), "clone");
  while (waitpid(between, nullptr, __WCLONE) < 0 && errno == EINTR) {
  }
  if (what.error != 0)
    throw std::system_error(what.error, std::generic_category(),
                            command.working_directory / command.program);
  return what.pid;
}

}  // namespace lightloop::xrt_compat
