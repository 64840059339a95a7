// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/emulation/private_directory.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <optional>
#include <signal.h>
#include <sstream>
#include <stdexcept>
#include <stdlib.h>
#include <string>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <vector>

namespace lightloop::xrt_emulation {
namespace {

namespace fs = std::filesystem;

constexpr const char* kOwnerFile = "owner";

// sockaddr_un holds 108 characters; the longest name inside is D2X_unix_sock_device99_99_<pid>.
constexpr std::size_t kLongestParent = 40;

// Who made a directory. A process id alone would not do: ids are reused, and two containers that
// share /tmp number their processes apart.
struct Owner {
  long pid = 0;
  std::uint64_t start_ticks = 0;
  std::uint64_t pid_namespace = 0;

  bool operator==(const Owner&) const = default;
};

std::optional<std::uint64_t> start_ticks_of(long pid) {
  std::ifstream stream("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  if (!std::getline(stream, line)) return std::nullopt;
  // The command name, in parentheses, may itself hold anything: count fields from its end.
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(line.substr(name_end + 1));
  std::string field;
  for (int number = 3; number <= 22; ++number) fields >> field;
  std::uint64_t ticks = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), ticks);
  if (error != std::errc() || end == field.data()) return std::nullopt;
  return ticks;
}

std::uint64_t own_pid_namespace() {
  struct stat status {};
  return stat("/proc/self/ns/pid", &status) == 0 ? status.st_ino : 0;
}

Owner own_identity() {
  return {getpid(), start_ticks_of(getpid()).value_or(0), own_pid_namespace()};
}

std::optional<Owner> read_owner(const fs::path& directory) {
  std::ifstream stream(directory / kOwnerFile);
  Owner owner;
  if (!(stream >> owner.pid >> owner.start_ticks >> owner.pid_namespace)) return std::nullopt;
  return owner;
}

bool has_private_name(const fs::path& directory) {
  return directory.filename().string().starts_with(kDirectoryPrefix);
}

bool is_ours(const fs::path& directory) {
  struct stat status {};
  return lstat(directory.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
         status.st_uid == geteuid();
}

bool is_stale(const fs::path& directory) {
  const auto owner = read_owner(directory);
  if (!owner) {
    // Killed between making the directory and signing it, or being made at this moment.
    struct stat status {};
    if (stat(directory.c_str(), &status) != 0) return false;
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    return now - status.st_mtime > 60;
  }
  if (owner->pid_namespace != own_pid_namespace()) return false;
  const auto ticks = start_ticks_of(owner->pid);
  return !ticks || *ticks != owner->start_ticks;
}

std::vector<fs::path> parents() {
  std::vector<fs::path> result;
  const char* requested = getenv("TMPDIR");
  for (const char* parent : {requested, "/tmp", "/var/tmp"})
    if (parent && *parent && std::find(result.begin(), result.end(), parent) == result.end())
      result.emplace_back(parent);
  return result;
}

// Why a parent cannot hold a private directory; empty when it can.
std::string objection(const fs::path& parent) {
  const std::string text = parent.string();
  if (!parent.is_absolute()) return "not an absolute path";
  if (text.size() > kLongestParent) return "too long for a socket path";
  // XRT passes paths unquoted to a shell, and the dynamic loader splits LD_PRELOAD at these.
  if (text.find_first_of(" \t\n:'\"\\$`;&|<>*?()[]") != std::string::npos)
    return "holds a character that XRT cannot quote";
  struct statvfs status {};
  if (statvfs(parent.c_str(), &status) != 0) return std::strerror(errno);
  if (status.f_flag & ST_NOEXEC) return "mounted noexec, the device could not be executed there";
  if (access(parent.c_str(), W_OK | X_OK) != 0) return std::strerror(errno);
  return {};
}

}  // namespace

fs::path create_private_directory() {
  std::string tried;
  for (const fs::path& parent : parents()) {
    std::string reason = objection(parent);
    if (reason.empty()) {
      std::string name =
          (parent / kDirectoryPrefix).string() + std::to_string(getpid()) + "-XXXXXX";
      if (mkdtemp(name.data())) {
        const Owner owner = own_identity();
        std::ofstream(fs::path(name) / kOwnerFile)
            << owner.pid << ' ' << owner.start_ticks << ' ' << owner.pid_namespace << '\n';
        if (read_owner(name) == owner) return name;
        reason = "cannot write there (no space left?)";
        std::error_code ignored;
        fs::remove_all(name, ignored);
      } else {
        reason = std::strerror(errno);
      }
    }
    tried += "\n  " + parent.string() + ": " + reason;
  }
  throw std::runtime_error("no place for the private directory of the emulation, tried" + tried +
                           "\nset TMPDIR to a writable directory");
}

bool is_own_private_directory(const fs::path& directory) {
  if (!has_private_name(directory)) return false;
  const auto owner = read_owner(directory);
  return owner && *owner == own_identity();
}

void remove_private_directory(const fs::path& directory) noexcept {
  try {
    const char* keep = getenv(kKeepVariable);
    if ((keep && *keep) || !has_private_name(directory) || !is_ours(directory)) return;
    std::error_code ignored;
    // A device process may still be writing its last lines: a second pass takes those too.
    for (int pass = 0; pass < 3 && fs::exists(directory, ignored); ++pass)
      fs::remove_all(directory, ignored);
  } catch (...) {
    // Out of memory at the worst: the directory stays for the next sweep.
  }
}

void sweep_stale_directories() noexcept {
  try {
    for (const fs::path& parent : parents()) {
      std::error_code error;
      for (fs::directory_iterator entry(parent, error), end; !error && entry != end;
           entry.increment(error))
        if (has_private_name(entry->path()) && is_ours(entry->path()) && is_stale(entry->path()))
          remove_private_directory(entry->path());
    }
  } catch (...) {
    // Tidying up must never be the reason that a run fails.
  }
}

}  // namespace lightloop::xrt_emulation
