// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/device_registry.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <mutex>
#include <new>
#include <set>
#include <signal.h>
#include <string.h>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <thread>

namespace lightloop::xrt_compat {
namespace {

// A device that is asked to end may have a waveform to complete.
constexpr int kEndLimitMilliseconds = 6000;

struct Registry {
  std::mutex mutex;
  std::map<std::string, pid_t> running;
  std::set<std::string> opened;
  std::set<std::string> closing;
};

// Never destroyed: the driver closes its devices from exit handlers.
Registry& registry() {
  alignas(Registry) static std::byte storage[sizeof(Registry)];
  static Registry* const instance = new (storage) Registry;  // NOLINT
  return *instance;
}

thread_local std::string last_closed;

std::string unix_path(int fd, decltype(getsockname)* address_of) {
  sockaddr_un address{};
  socklen_t length = sizeof(address);
  if (address_of(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) return {};
  if (address.sun_family != AF_UNIX || length <= offsetof(sockaddr_un, sun_path)) return {};
  const std::size_t room = length - offsetof(sockaddr_un, sun_path);
  return {address.sun_path, strnlen(address.sun_path, room)};
}

}  // namespace

std::string current_device_name() {
  const char* name = std::getenv("EMULATION_SOCKETID");
  return name ? name : "";
}

void note_opening(const std::string& name) {
  const std::scoped_lock lock(registry().mutex);
  registry().opened.insert(name);
  registry().closing.erase(name);
}

void register_device(const std::string& name, pid_t pid) {
  const std::scoped_lock lock(registry().mutex);
  registry().running[name] = pid;
}

std::optional<pid_t> device_process(const std::string& name) {
  const std::scoped_lock lock(registry().mutex);
  const auto device = registry().running.find(name);
  return device == registry().running.end() ? std::nullopt : std::optional(device->second);
}

void forget_device(pid_t pid) {
  const std::scoped_lock lock(registry().mutex);
  std::erase_if(registry().running, [&](const auto& device) { return device.second == pid; });
}

void end_devices() {
  const std::scoped_lock lock(registry().mutex);
  for (const auto& device : registry().running) kill(device.second, SIGTERM);
  for (const auto& device : registry().running) {
    for (int i = 0; i <= kEndLimitMilliseconds; ++i) {
      if (waitpid(device.second, nullptr, WNOHANG) != 0) break;
      if (i == kEndLimitMilliseconds) kill(device.second, SIGKILL);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
}

void note_closing(const std::string& name) {
  last_closed = name;
  const std::scoped_lock lock(registry().mutex);
  registry().closing.insert(name);
}

bool is_closing(const std::string& name) {
  const std::scoped_lock lock(registry().mutex);
  return registry().closing.contains(name);
}

const std::string& last_closed_by_this_thread() { return last_closed; }

DeviceSocket identify_socket(int fd) {
  const int saved_errno = errno;
  std::string path = unix_path(fd, getsockname);
  // The end that called connect() has no name of its own.
  if (path.empty()) path = unix_path(fd, getpeername);
  errno = saved_errno;
  if (path.empty()) return {};
  const std::string name = std::filesystem::path(path).filename();
  constexpr std::string_view kDeviceToHost = "D2X_unix_sock_";
  if (name.starts_with(kDeviceToHost))
    return {SocketRole::kDeviceToHost, name.substr(kDeviceToHost.size())};
  const std::scoped_lock lock(registry().mutex);
  if (!registry().opened.contains(name)) return {};
  return {SocketRole::kHostToDevice, name};
}

std::string describe_end(pid_t pid) {
  siginfo_t info{};
  if (waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0)
    return errno == ECHILD ? "it is gone" : "";
  if (info.si_pid == 0) return {};
  if (info.si_code == CLD_EXITED) return "it exited with code " + std::to_string(info.si_status);
  const char* name = sigabbrev_np(info.si_status);
  return "it was killed by SIG" + (name ? std::string(name) : std::to_string(info.si_status));
}

}  // namespace lightloop::xrt_compat
