// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/session.hpp"

#include <charconv>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unistd.h>
#include <utility>

#include "sim/xrt/compat/device_registry.hpp"
#include "sim/xrt/compat/environment.hpp"
#include "sim/xrt/compat/forked_child.hpp"
#include "sim/xrt/compat/never_destroyed.hpp"
#include "sim/xrt/compat/unseen_process.hpp"
#include "sim/xrt/emulation/private_directory.hpp"

namespace lightloop::xrt_compat {
namespace {

namespace fs = std::filesystem;

struct Session {
  std::mutex mutex;
  fs::path directory;
  pid_t pid = 0;  // the process that `directory` was made for
};

Session& session() { return never_destroyed<Session>(); }

// Starts a process that removes the directory when this one has ended, however that happens: the
// end of a pipe that only this process holds tells it.
void remove_when_ended(const fs::path& directory) {
  const char* keep = std::getenv(xrt_emulation::kKeepVariable);
  if (keep && *keep) return;
  auto [waiting_end, held_end] = make_pipe();
  // A device that is still ending may write while the directory is being removed: once more, then.
  constexpr const char* kScript =
      "trap '' HUP INT TERM; read -r never; [ ! -d \"$1\" ] || rm -rf -- \"$1\" || "
      "{ sleep 1; rm -rf -- \"$1\"; }";
  start_unseen({.program = "/bin/sh",
                .arguments = {"sh", "-c", kScript, "lightloop-emu-cleaner", directory.string()},
                .environment = environment_without_this_library(),
                .working_directory = "/",
                .standard_input = waiting_end.get()});
  keep_from_children(std::move(held_end));
}

}  // namespace

const fs::path& session_directory() {
  Session& current = session();
  const std::scoped_lock lock(current.mutex);
  if (current.pid == getpid()) return current.directory;
  current.pid = getpid();
  try {
    xrt_emulation::sweep_stale_directories();
    current.directory = xrt_emulation::create_private_directory();
    remove_when_ended(current.directory);
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

namespace {

struct Failure {
  std::mutex mutex;
  FailureHandler handler = nullptr;
  void* context = nullptr;
  bool told = false;
};

Failure& failure() { return never_destroyed<Failure>(); }

bool tell_handler(const std::string& message) {
  const std::scoped_lock lock(failure().mutex);
  if (!failure().handler) return false;
  failure().told = true;
  failure().handler(message.c_str(), failure().context);
  failure().handler = nullptr;
  return true;
}

void say(const std::string& message) {
  const std::string text = "lightloop emu: " + message + "\n";
  for (std::string_view rest = text; !rest.empty();) {
    const ssize_t written = ::write(STDERR_FILENO, rest.data(), rest.size());
    if (written <= 0) break;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

[[noreturn]] void end_now(int exit_code) {
  if (!is_forked_child()) end_devices();
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
  _exit(exit_code);
}

}  // namespace

void set_failure_handler(FailureHandler handler, void* context) {
  const std::scoped_lock lock(failure().mutex);
  failure().handler = handler;
  failure().context = context;
}

void end_failed_process(int exit_code) {
  {
    const std::scoped_lock lock(failure().mutex);
    if (!failure().told) return;
  }
  end_now(exit_code);
}

void end_process(int exit_code, std::string_view message) {
  // Several threads notice a dead device at once; the first one ends the process for all.
  static std::atomic_flag ending;
  if (ending.test_and_set()) {
    // On the way out after a failure that was told: exit handlers close devices.
    end_failed_process(exit_code);
    for (;;) pause();
  }
  if (tell_handler(std::string(message))) {
    std::this_thread::sleep_for(kTimeToEnd);
  } else {
    say(std::string(message));
  }
  end_now(exit_code);
}

void remove_session() noexcept {
  if (session().pid == getpid()) xrt_emulation::remove_private_directory(session().directory);
}

}  // namespace lightloop::xrt_compat
