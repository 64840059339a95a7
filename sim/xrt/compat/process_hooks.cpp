// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdarg>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <new>
#include <set>
#include <signal.h>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "sim/xrt/compat/device_registry.hpp"
#include "sim/xrt/compat/driver_hooks.hpp"
#include "sim/xrt/compat/preload.hpp"
#include "sim/xrt/compat/session.hpp"
#include "sim/xrt/emulation/private_directory.hpp"

namespace lightloop::xrt_compat {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

// How long a device may take to end after it was told to: it may be writing a waveform.
constexpr seconds kClosingLimit(60);

// fork: to know which process a device is, so that its end can be told at once and waited for
// alone.
pid_t registered_fork() {
  const std::string name = current_device_name();
  session_directory();  // before the child has to know it
  const pid_t pid = ::fork();
  if (pid > 0) register_device(name, pid);
  if (pid == 0) become_device_child();
  return pid;
}

// The environment of a device process: the host's, but without this library, and with the two
// variables that lead it to the sockets.
std::vector<std::string> device_environment() {
  std::vector<std::string> result;
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view text = *entry;
    const auto is = [&](std::string_view name) {
      return text.starts_with(name) && text.substr(name.size()).starts_with('=');
    };
    if (is("LD_PRELOAD") || is("USER") || is(xrt_emulation::kDirectoryVariable)) continue;
    result.emplace_back(text);
  }
  const char* preloaded = std::getenv("LD_PRELOAD");
  const std::string others = preloaded ? without_this_library(preloaded) : "";
  if (!others.empty()) result.push_back("LD_PRELOAD=" + others);
  const auto& directory = session_directory();
  result.push_back("USER=" + directory_seen_from_tmp(directory));
  result.push_back(xrt_emulation::kDirectoryVariable + ("=" + directory.string()));
  return result;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// execl, of the device's start script: the child has every open file of the host, also the sockets
// of its other devices, which would then not notice the host's end; it reads the host's terminal,
// and Ctrl-C reaches it before the host has had its say. The device ends when its host does.
int launch_device(const char* path, const char* first, ...) {
  std::vector<std::string> arguments;
  va_list list;
  va_start(list, first);
  for (const char* argument = first; argument;
       argument = va_arg(list, const char*))  // NOLINT: va_start is there
    arguments.emplace_back(argument);
  va_end(list);
  std::vector<std::string> environment = device_environment();

  close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing >= 0) dup2(nothing, STDIN_FILENO);
  for (const int signal : {SIGINT, SIGQUIT, SIGHUP}) ::signal(signal, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);

  execve(path, pointers_to(arguments).data(), pointers_to(environment).data());
  const std::string reason = std::strerror(errno);
  end_process(127, std::string("cannot start the device: ") + path + " in the xclbin: " + reason);
}

// waitpid(0, ...), called until it succeeds: it also takes the ends of the program's own children
// from it, and never succeeds when somebody else was quicker. Waits for the one device process that
// this thread has closed, and not for ever.
pid_t wait_for_device_end(pid_t asked, int* status, int options) {
  if (asked != 0) return ::waitpid(asked, status, options);
  if (status) *status = 0;
  const std::string& name = last_closed_by_this_thread();
  const auto pid = device_process(name);
  if (!pid) return 0;
  const auto start = Clock::now();
  bool killed = false;
  for (;;) {
    int ended = 0;
    const pid_t result = ::waitpid(*pid, &ended, WNOHANG);
    if (result == *pid || (result < 0 && errno == ECHILD)) {
      forget_device(*pid);
      if (status) *status = ended;
      return *pid;
    }
    if (!killed && Clock::now() - start >= kClosingLimit) {
      const std::string text = "lightloop emu: device " + name + " did not end within " +
                               std::to_string(kClosingLimit.count()) + " s; killed\n";
      [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
      ::kill(*pid, SIGKILL);
      killed = true;
    }
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
}

// kill(0, ...): takes the whole process group down, make, shell and all. This process alone.
int kill_self_only(pid_t pid, int signal) {
  if (pid != 0) return ::kill(pid, signal);
  ::signal(signal, SIG_DFL);
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, signal);
  pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
  return ::raise(signal);
}

// sigaction, for the signals of a crash: the driver would close the device from inside the signal
// handler, which can hang. A program's crash is its own; the device ends when its host does.
int keep_crash_handlers(int signal, const struct sigaction* action, struct sigaction* previous) {
  const bool crash = signal == SIGSEGV || signal == SIGFPE || signal == SIGABRT;
  return ::sigaction(signal, crash ? nullptr : action, previous);
}

// exit, where the driver gives up: exit handlers would talk to the device that has just failed,
// and newer drivers give up with exit code 0.
[[noreturn]] void end_at_driver_error(int code) {
  end_process(is_device_child() ? 127 : kDeviceFailure,
              "XRT's emulation driver gave up (exit code " + std::to_string(code) + ")");
}

// __assert_fail: raises SIGABRT, that is a core dump for a device that sent nonsense.
[[noreturn]] void end_at_driver_assertion(const char* assertion, const char*, unsigned line,
                                          const char* function) {
  end_process(kDeviceFailure, std::string("XRT's emulation driver gave up: assertion '") +
                                  assertion + "' failed in " + (function ? function : "?") +
                                  ", line " + std::to_string(line));
}

// What getenv gives must stay where it is: each text is kept, once, for the life of the process.
char* lasting(std::string text) {
  using Texts = std::set<std::string>;
  alignas(Texts) static std::array<std::byte, sizeof(Texts)> storage;
  static Texts& texts = *new (storage.data()) Texts;  // NOLINT: never destroyed, see session.cpp
  static std::mutex mutex;
  const std::scoped_lock lock(mutex);
  return const_cast<char*>(texts.insert(std::move(text)).first->c_str());  // NOLINT: as getenv does
}

// getenv: the driver builds its socket names from $USER, or, without it, takes one name for
// everybody; and it writes beside the program unless told otherwise.
char* redirected_getenv(const char* name) {
  const std::string_view asked = name;
  if (asked == "USER") return lasting(directory_seen_from_tmp(session_directory()));
  char* value = std::getenv(name);
  if (value && *value) return value;
  // Newer drivers refuse to start without XILINX_VITIS, and never look at it.
  if (asked == "SDACCEL_EM_RUN_DIR" || asked == "XILINX_VITIS")
    return lasting(session_directory().string());
  if (asked == "EMCONFIG_PATH") {
    std::string directory = emulation_config_directory();
    return directory.empty() ? value : lasting(std::move(directory));
  }
  return value;
}

// setenv: tells when the driver opens a device.
int watched_setenv(const char* name, const char* value, int overwrite) {
  if (std::string_view(name) == "EMULATION_SOCKETID") note_opening(value);
  return ::setenv(name, value, overwrite);
}

}  // namespace

std::span<const Redirect> process_hooks() {
  static const std::array<Redirect, 9> table = {{
      {"fork", hook_address(registered_fork)},
      {"execl", hook_address(launch_device)},
      {"waitpid", hook_address(wait_for_device_end)},
      {"kill", hook_address(kill_self_only)},
      {"sigaction", hook_address(keep_crash_handlers)},
      {"exit", hook_address(end_at_driver_error)},
      {"__assert_fail", hook_address(end_at_driver_assertion)},
      {"getenv", hook_address(redirected_getenv)},
      {"setenv", hook_address(watched_setenv)},
  }};
  return table;
}

}  // namespace lightloop::xrt_compat
