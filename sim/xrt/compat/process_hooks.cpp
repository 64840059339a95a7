// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <fcntl.h>
#include <mutex>
#include <set>
#include <signal.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

#include "sim/xrt/compat/device_registry.hpp"
#include "sim/xrt/compat/driver_hooks.hpp"
#include "sim/xrt/compat/environment.hpp"
#include "sim/xrt/compat/forked_child.hpp"
#include "sim/xrt/compat/never_destroyed.hpp"
#include "sim/xrt/compat/preload.hpp"
#include "sim/xrt/compat/session.hpp"
#include "sim/xrt/compat/start_script.hpp"
#include "sim/xrt/compat/unseen_process.hpp"
#include "sim/xrt/emulation/private_directory.hpp"

namespace lightloop::xrt_compat {
namespace {

using std::chrono::seconds;

// How long a device may take to end after it was told to: it may be writing a waveform.
constexpr seconds kClosingLimit(60);

// The environment of a device process: the host's, but without this library, and with the
// variables that lead it to the host and its sockets.
std::vector<std::string> device_environment() {
  const auto& directory = session_directory();
  const std::vector<std::pair<std::string, std::string>> variables = {
      {"USER", directory_seen_from_tmp(directory)},
      {xrt_emulation::kDirectoryVariable, directory.string()},
      {xrt_emulation::kHostVariable, std::to_string(getpid())},
      {xrt_emulation::kLifelineVariable, std::to_string(kKeptDescriptor)}};
  std::vector<std::string> result = environment_without_this_library();
  std::erase_if(result, [&](const std::string& entry) {
    return std::any_of(variables.begin(), variables.end(), [&](const auto& variable) {
      return entry.starts_with(variable.first + "=");
    });
  });
  for (const auto& [name, value] : variables) {
    result.push_back(name);
    result.back().append("=").append(value);
  }
  return result;
}

// fork, to start the device. The device must not be a child of the program, which may wait for all
// of its children; the driver's own child would write out the program's buffered output a second
// time, keep its files open, and read its terminal.
pid_t start_device() {
  const std::string name = current_device_name();
  try {
    const auto script = find_start_script();
    if (!script) throw std::runtime_error("the xclbin holds no start script");
    auto [device_end, host_end] = make_pipe();
    const pid_t pid = start_unseen({.program = *script,
                                    .arguments = {script->filename().string()},
                                    .environment = device_environment(),
                                    .working_directory = script->parent_path(),
                                    .kept = device_end.get()});
    register_device(name, ForeignProcess(pid), std::move(host_end));
    return pid;
  } catch (const std::exception& error) {
    end_process(kDeviceFailure, std::string("cannot start the device: ") + error.what());
  }
}

// waitpid(0, ...), called until it succeeds: it takes the ends of the program's own children from
// it. Waits for the one device process that this thread has closed, and not for ever.
pid_t wait_for_device_end(pid_t asked, int* status, int options) {
  if (asked != 0) return ::waitpid(asked, status, options);
  if (status) *status = 0;
  if (is_forked_child()) return 0;
  const std::string& name = last_closed_by_this_thread();
  const auto device = device_process(name);
  if (!device) return 0;
  if (!device->wait_for_end(kClosingLimit)) {
    const std::string text = "lightloop emu: device " + name + " did not end within " +
                             std::to_string(kClosingLimit.count()) + " s; killed\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
    device->signal(SIGKILL);
  }
  forget_device(name);
  return device->pid();
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
// and newer drivers give up with exit code 0. They do so also when they see a device go, before the
// thread that waits for its reply does.
[[noreturn]] void end_at_driver_error(int code) {
  if (has_lost_device())
    end_process(kDeviceFailure, "the device process ended while the host was running");
  end_process(kDeviceFailure,
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
struct Texts {
  std::mutex mutex;
  std::set<std::string> all;
};

char* lasting(std::string text) {
  auto& texts = never_destroyed<Texts>();
  const std::scoped_lock lock(texts.mutex);
  return const_cast<char*>(  // NOLINT: as getenv does
      texts.all.insert(std::move(text)).first->c_str());
}

// getenv: the driver builds its socket names from $USER, or, without it, takes one name for
// everybody; and it writes beside the program unless told otherwise.
char* redirected_getenv(const char* name) {
  const std::string_view asked = name;
  if (asked == "USER") return lasting(directory_seen_from_tmp(session_directory()));
  if (asked == "EMCONFIG_PATH") return lasting(emulation_config_directory());
  char* value = std::getenv(name);
  if (value && *value) return value;
  // Newer drivers refuse to start without XILINX_VITIS, and never look at it.
  if (asked == "SDACCEL_EM_RUN_DIR" || asked == "XILINX_VITIS")
    return lasting(session_directory().string());
  return value;
}

// setenv: tells when the driver opens a device.
int watched_setenv(const char* name, const char* value, int overwrite) {
  if (std::string_view(name) == "EMULATION_SOCKETID") note_opening(value);
  return ::setenv(name, value, overwrite);
}

}  // namespace

std::span<const Redirect> process_hooks() {
  static const std::array<Redirect, 8> table = {{
      {"fork", hook_address(start_device)},
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
