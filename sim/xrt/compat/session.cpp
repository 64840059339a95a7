// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/session.hpp"

#include <atomic>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <unistd.h>

#include "sim/xrt/compat/device_registry.hpp"
#include "sim/xrt/compat/signal_cleanup.hpp"
#include "sim/xrt/emulation/private_directory.hpp"

namespace lightloop::xrt_compat {
namespace {

namespace fs = std::filesystem;

struct Session {
  std::mutex mutex;
  fs::path directory;
  pid_t pid = 0;  // the process that `directory` was found for: a forked host gets its own
};

// Never destroyed: exit handlers of the driver come after our own.
Session& session() {
  alignas(Session) static std::byte storage[sizeof(Session)];
  static Session* const instance = new (storage) Session;  // NOLINT
  return *instance;
}

std::atomic<bool> device_child = false;

}  // namespace

const fs::path& session_directory() {
  Session& current = session();
  const std::scoped_lock lock(current.mutex);
  if (current.pid == getpid() || is_device_child()) return current.directory;
  current.pid = getpid();
  const char* given = std::getenv(xrt_emulation::kDirectoryVariable);
  if (given && xrt_emulation::is_own_private_directory(given)) {
    current.directory = given;
    remove_when_killed(current.directory);
    return current.directory;
  }
  try {
    xrt_emulation::sweep_stale_directories();
    current.directory = xrt_emulation::create_private_directory();
    remove_when_killed(current.directory);
  } catch (const std::exception& error) {
    end_process(kDeviceFailure, error.what());
  }
  return current.directory;
}

std::string directory_seen_from_tmp(const fs::path& directory) {
  std::error_code error;
  const fs::path from = fs::canonical("/tmp", error);
  const fs::path to = error ? directory : fs::canonical(directory, error);
  return (error ? directory : to).lexically_relative(error ? fs::path("/tmp") : from).string();
}

std::chrono::seconds device_limit() {
  static const std::chrono::seconds limit = [] {
    constexpr std::chrono::seconds kDefault(120);
    const char* value = std::getenv("LIGHTLOOP_EMU_TIMEOUT");
    if (!value) return kDefault;
    const std::string_view text = value;
    unsigned seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || end != text.data() + text.size()) {
      std::fprintf(stderr,
                   "lightloop emu: LIGHTLOOP_EMU_TIMEOUT: expected whole seconds, found '%s'; "
                   "using 120\n",
                   value);
      return kDefault;
    }
    return std::chrono::seconds(seconds);
  }();
  return limit;
}

void adopt_session() {
  const char* given = std::getenv(xrt_emulation::kDirectoryVariable);
  if (given && xrt_emulation::is_own_private_directory(given)) session_directory();
}

void become_device_child() { device_child = true; }

bool is_device_child() { return device_child; }

void end_process(int exit_code, std::string_view message) {
  // Several threads notice a dead device at once; the first one ends the process for all.
  static std::atomic_flag ending;
  if (ending.test_and_set())
    for (;;) pause();
  const std::string text = "lightloop emu: " + std::string(message) + "\n";
  for (std::string_view rest = text; !rest.empty();) {
    const ssize_t written = ::write(STDERR_FILENO, rest.data(), rest.size());
    if (written <= 0) break;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (is_device_child()) _exit(exit_code);
  end_devices();
  remove_session();
  // Writing out could block: on a pipe that nobody reads, on a lock that another thread holds.
  try {
    std::thread([exit_code] {
      std::this_thread::sleep_for(std::chrono::seconds(2));
      _exit(exit_code);
    }).detach();
    std::cout.flush();
  } catch (...) {
    // No thread to be had: the end is near anyway.
  }
  std::fflush(nullptr);
  // Killed together with its device: the signal counts, not the device's end.
  while (is_being_killed()) pause();
  _exit(exit_code);
}

void remove_session() noexcept {
  const char* given = std::getenv(xrt_emulation::kDirectoryVariable);
  const fs::path& current = session().directory;
  if (!current.empty() && xrt_emulation::is_own_private_directory(current))
    xrt_emulation::remove_private_directory(current);
  if (given && given != current && xrt_emulation::is_own_private_directory(given))
    xrt_emulation::remove_private_directory(given);
}

}  // namespace lightloop::xrt_compat
