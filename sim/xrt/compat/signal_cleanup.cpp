// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/signal_cleanup.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sim/xrt/emulation/private_directory.hpp"

namespace lightloop::xrt_compat {
namespace {

// What follows runs in a signal handler: system calls only, no memory from the heap, no locks.

constexpr int kDeepestTree = 24;
constexpr std::array kEndingSignals = {SIGABRT, SIGSEGV, SIGBUS,  SIGFPE,  SIGILL, SIGINT,
                                       SIGTERM, SIGHUP,  SIGQUIT, SIGPIPE, SIGXCPU};

struct Target {
  std::array<char, 256> path{};
  pid_t owner = 0;
};

Target target;
std::atomic<bool> being_killed = false;

// The kernel's directory entry, which glibc does not declare.
struct DirectoryEntry {
  std::uint64_t inode;
  std::int64_t offset;
  std::uint16_t bytes;
  std::uint8_t type;
  char name[1];
};

void remove_tree(int parent, const char* name, int depth) {
  const int directory = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (directory < 0 || depth > kDeepestTree) {
    unlinkat(parent, name, 0);
    if (directory >= 0) close(directory);
    return;
  }
  // Removing entries may make the kernel skip others: read again from the start until it is empty.
  for (int pass = 0; pass < 3; ++pass) {
    lseek(directory, 0, SEEK_SET);
    alignas(DirectoryEntry) std::array<char, 2048> buffer;  // NOLINT: the kernel fills it
    long bytes = 0;
    while ((bytes = syscall(SYS_getdents64, directory, buffer.data(), buffer.size())) > 0) {
      for (long at = 0; at < bytes;) {
        const auto* entry = reinterpret_cast<const DirectoryEntry*>(buffer.data() + at);
        at += entry->bytes;
        if (std::strcmp(entry->name, ".") == 0 || std::strcmp(entry->name, "..") == 0) continue;
        remove_tree(directory, entry->name, depth + 1);
      }
    }
  }
  close(directory);
  unlinkat(parent, name, AT_REMOVEDIR);
}

void remove_and_end(int signal) {
  const int saved_errno = errno;
  if (getpid() == target.owner) being_killed = true;
  remove_at_exit();
  errno = saved_errno;
  // Installed with SA_RESETHAND: the signal now does what it always did. It is blocked while this
  // handler runs and comes when it returns.
  raise(signal);
}

}  // namespace

void remove_at_exit() {
  if (target.owner != 0 && getpid() == target.owner) remove_tree(AT_FDCWD, target.path.data(), 0);
}

bool is_being_killed() { return being_killed; }

void remove_when_killed(const std::filesystem::path& directory) {
  const char* keep = std::getenv(xrt_emulation::kKeepVariable);
  const std::string path = directory.string();
  if ((keep && *keep) || path.size() >= target.path.size()) return;
  std::copy(path.begin(), path.end(), target.path.begin());
  target.path[path.size()] = '\0';
  target.owner = getpid();
  for (const int signal : kEndingSignals) {
    struct sigaction present {};
    if (sigaction(signal, nullptr, &present) != 0 || present.sa_handler != SIG_DFL) continue;
    struct sigaction ours {};
    ours.sa_handler = remove_and_end;
    ours.sa_flags = static_cast<int>(SA_RESETHAND);
    sigemptyset(&ours.sa_mask);
    sigaction(signal, &ours, nullptr);
  }
}

}  // namespace lightloop::xrt_compat
