// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/device_registry.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <signal.h>
#include <string.h>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <utility>

#include "sim/xrt/compat/forked_child.hpp"
#include "sim/xrt/compat/never_destroyed.hpp"

namespace lightloop::xrt_compat {
namespace {

// A device that is asked to end may have a waveform to complete.
constexpr std::chrono::milliseconds kEndLimit(6000);

// The thread that serves it has been started, and does nothing else before.
constexpr std::chrono::seconds kSecondSocketLimit(2);

// A process whose sockets are closed ends at once.
constexpr std::chrono::milliseconds kEndOfLost(100);

struct Device {
  std::shared_ptr<const ForeignProcess> process;
  int lifeline = -1;
};

struct Registry {
  std::mutex mutex;
  std::map<std::string, Device> running;
  std::set<std::string> opened;
  std::set<std::string> closing;
  std::set<std::string> second_sockets;
  std::condition_variable second_socket;
};

Registry& registry() { return never_destroyed<Registry>(); }

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
  registry().second_sockets.erase(name);
}

void note_second_socket(const std::string& name) {
  {
    const std::scoped_lock lock(registry().mutex);
    if (!registry().second_sockets.insert(name).second) return;
  }
  registry().second_socket.notify_all();
}

void wait_for_second_socket(const std::string& name) {
  std::unique_lock lock(registry().mutex);
  registry().second_socket.wait_for(lock, kSecondSocketLimit,
                                    [&] { return registry().second_sockets.contains(name); });
}

void register_device(const std::string& name, ForeignProcess process, OwnedFd lifeline) {
  auto shared = std::make_shared<const ForeignProcess>(std::move(process));
  const std::scoped_lock lock(registry().mutex);
  registry().running[name] = {std::move(shared), keep_from_children(std::move(lifeline))};
}

std::shared_ptr<const ForeignProcess> device_process(const std::string& name) {
  const std::scoped_lock lock(registry().mutex);
  const auto device = registry().running.find(name);
  return device == registry().running.end() ? nullptr : device->second.process;
}

void forget_device(const std::string& name) {
  const std::scoped_lock lock(registry().mutex);
  const auto device = registry().running.find(name);
  if (device == registry().running.end()) return;
  close_kept(device->second.lifeline);
  registry().running.erase(device);
}

bool has_lost_device() {
  const std::scoped_lock lock(registry().mutex);
  return std::any_of(registry().running.begin(), registry().running.end(), [](const auto& entry) {
    return !registry().closing.contains(entry.first) &&
           entry.second.process->wait_for_end(kEndOfLost);
  });
}

void end_devices() {
  const std::scoped_lock lock(registry().mutex);
  for (const auto& [name, device] : registry().running) device.process->signal(SIGTERM);
  for (const auto& [name, device] : registry().running)
    if (!device.process->wait_for_end(kEndLimit)) device.process->signal(SIGKILL);
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

}  // namespace lightloop::xrt_compat
