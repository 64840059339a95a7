// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/preload.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <exception>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <set>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "sim/xrt/compat/card_hooks.hpp"
#include "sim/xrt/compat/card_memory.hpp"
#include "sim/xrt/compat/driver_hooks.hpp"
#include "sim/xrt/compat/import_table.hpp"
#include "sim/xrt/compat/session.hpp"
#include "sim/xrt/compat/shell_command.hpp"
#include "sim/xrt/emulation/private_directory.hpp"

namespace lightloop::xrt_compat {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDriver = "libxrt_hwemu";
constexpr std::string_view kCore = "libxrt_coreutil";
constexpr std::string_view kOpenCl = "libxilinxopencl";

void redirect_once(std::string_view soname_prefix, std::span<const Redirect> redirects,
                   void (*redirect_classes)(const LoadedLibrary&)) {
  static std::mutex mutex;
  static std::set<std::uintptr_t> done;
  const std::scoped_lock lock(mutex);
  for (const LoadedLibrary& library : find_loaded(soname_prefix)) {
    if (!done.insert(library.base).second) continue;
    const auto rewritten = redirect_imports(library, redirects);
    if (!rewritten || *rewritten == 0)
      std::fprintf(stderr,
                   "lightloop emu: the imports of %s could not be redirected; the known faults of "
                   "XRT's emulation will show\n",
                   library.soname.c_str());
    if (redirect_classes) redirect_classes(library);
  }
}

std::atomic<bool> driver_ready = false;

void redirect_driver_classes(const LoadedLibrary& driver) {
  use_memory_of(driver);
  redirect_device(driver);
  redirect_interrupts(driver);
  driver_ready = true;
}

void redirect_loaded_libraries() noexcept {
  try {
    redirect_once(kCore, core_redirects(), redirect_buffers);
    redirect_once(kOpenCl, opencl_redirects(), nullptr);
    redirect_once(kDriver, driver_redirects(), redirect_driver_classes);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lightloop emu: %s\n", error.what());
  }
}

fs::path program_directory() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored).parent_path();
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

const char* value_of(const char* name) {
  const char* value = std::getenv(name);
  return value && *value ? value : nullptr;
}

void write_file(const fs::path& path, std::string_view content) {
  std::ofstream stream(path);
  stream << content;
  stream.close();
  if (!stream) end_process(kDeviceFailure, "cannot write " + path.string());
}

// XRT reads the numbers of this file from strings. The alignment is a card's; the driver's own is
// smaller, so that programs would pass which a card refuses.
std::string card_description() {
  const char* devices = value_of(xrt_emulation::kDevicesVariable);
  const char* name = value_of(xrt_emulation::kDeviceNameVariable);
  return std::string(R"({ "Version": { "FileVersion": "2.0" }, "Platform": { "Boards": [ { )") +
         R"("Devices": [ { "Name": ")" + (name ? name : xrt_emulation::kDefaultDeviceName) +
         R"(", "NumDevices": ")" + (devices ? devices : "1") +
         R"(", "DataAlignment": "4096" } ] } ] } })" + "\n";
}

// The driver moves data in packets of this size; measured best, its own default is 5 times slower.
constexpr std::string_view kSettings = "[Emulation]\npacket_size=0x40000\n";

// The driver makes its cards while it is being loaded, before its imports can be redirected. What
// it asks the environment for at that time has to be there, for that time.
class DriverLoading {
 public:
  DriverLoading() {
    under_way_ = true;
    const std::string directory = session_directory().string();
    set("EMCONFIG_PATH", emulation_config_directory());
    offer("SDACCEL_EM_RUN_DIR", directory);
    offer("USER", "lightloop");
    offer("XILINX_VITIS", directory);
  }
  ~DriverLoading() {
    under_way_ = false;
    for (const auto& [name, previous] : replaced_) {
      if (previous)
        setenv(name, previous->c_str(), 1);
      else
        unsetenv(name);
    }
  }
  DriverLoading(const DriverLoading&) = delete;
  DriverLoading& operator=(const DriverLoading&) = delete;

  /// In the calling thread.
  static bool is_under_way() { return under_way_; }

 private:
  void offer(const char* name, const std::string& value) {
    if (!value_of(name)) set(name, value);
  }

  void set(const char* name, const std::string& value) {
    const char* present = std::getenv(name);
    replaced_.emplace_back(name, present ? std::optional<std::string>(present) : std::nullopt);
    setenv(name, value.c_str(), 1);
  }

  static thread_local bool under_way_;
  std::vector<std::pair<const char*, std::optional<std::string>>> replaced_;
};

thread_local bool DriverLoading::under_way_ = false;

__attribute__((constructor)) void start() { redirect_loaded_libraries(); }

__attribute__((destructor)) void finish() { remove_session(); }

}  // namespace

std::span<const Redirect> driver_redirects() {
  static const std::vector<Redirect> all = [] {
    std::vector<Redirect> table;
    for (const auto part : {memory_hooks(), time_hooks(), thread_hooks(), socket_hooks(),
                            process_hooks(), file_hooks(), console_hooks()})
      table.insert(table.end(), part.begin(), part.end());
    return table;
  }();
  return all;
}

bool is_driver_ready() { return driver_ready; }

std::string emulation_config_directory() {
  constexpr const char* kName = "emconfig.json";
  if (!value_of(xrt_emulation::kDevicesVariable)) {
    if (const char* named = value_of("EMCONFIG_PATH")) return named;
    if (const fs::path directory = program_directory(); is_there(directory / kName))
      return directory;
  }
  const fs::path& directory = session_directory();
  if (!is_there(directory / kName)) write_file(directory / kName, card_description());
  return directory;
}

std::string default_settings_file() {
  std::error_code ignored;
  if (value_of("SDACCEL_INI_PATH")) return {};
  for (const fs::path& directory : {program_directory(), fs::current_path(ignored)})
    for (const char* name : {"xrt.ini", "sdaccel.ini"})
      if (is_there(directory / name)) return {};
  // A file without a place: programs that never open a card have no private directory.
  static const int file = [] {
    const int fd = memfd_create("xrt.ini", MFD_CLOEXEC);
    [[maybe_unused]] const auto written = write(fd, kSettings.data(), kSettings.size());
    return fd;
  }();
  return file < 0 ? "" : "/proc/self/fd/" + std::to_string(file);
}

std::string xrt_root() {
  constexpr const char* kDriverFile = "libxrt_hwemu.so.2";
  if (const char* root = value_of("XILINX_XRT");
      root && is_there(fs::path(root) / "lib" / kDriverFile))
    return root;
  for (const LoadedLibrary& core : find_loaded(kCore)) {
    std::error_code error;
    const fs::path libraries = fs::canonical(core.path, error).parent_path();
    if (error || !is_there(libraries / kDriverFile)) continue;
    fs::path root = session_directory() / "xrt";
    fs::create_directory(root, error);
    if (!is_there(root / "lib")) fs::create_directory_symlink(libraries, root / "lib", error);
    if (!error) return root;
  }
  return {};
}

}  // namespace lightloop::xrt_compat

// Marks that the library is in a process, for those that have to know.
extern "C" __attribute__((visibility("default"))) int lightloop_xrt_compat_loaded() { return 1; }

// For programs that report what they have when their device fails; see session.hpp.
extern "C" __attribute__((visibility("default"))) void lightloop_xrt_compat_on_failure(
    lightloop::xrt_compat::FailureHandler handler, void* context) {
  lightloop::xrt_compat::set_failure_handler(handler, context);
}
extern "C" __attribute__((visibility("default"))) void lightloop_xrt_compat_end(int exit_code) {
  lightloop::xrt_compat::end_failed_process(exit_code);
}

// dlopen: XRT loads its driver by path when a program first asks for a device, and programs load
// XRT, or what needs it. Calls with a name to be searched for are passed on as a jump, not a call
// (this file is always compiled with -O2): the real function looks at its return address to find
// the library that asked, whose search path counts. What is done for the others stands in a
// function of its own, since its objects would stand in the way of the jump.
namespace {

// noexcept as dlopen is: else the compiler may have to end the program for it, and cannot jump.
using Dlopen = void* (*)(const char*, int) noexcept;

[[gnu::noinline]] void* load_driver_or_xrt(Dlopen next, const char* path, int flags) {
  void* handle = nullptr;
  if (std::strstr(path, "libxrt_hwemu")) {
    const lightloop::xrt_compat::DriverLoading loading;
    handle = next(path, flags);
  } else {
    handle = next(path, flags);
  }
  lightloop::xrt_compat::redirect_loaded_libraries();
  return handle;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) void* dlopen(const char* path, int flags) {
  static const auto next = reinterpret_cast<Dlopen>(dlsym(RTLD_NEXT, "dlopen"));
  if (!path || (!std::strchr(path, '/') && !std::strstr(path, "libxrt_") &&
                !std::strstr(path, "libxilinxopencl")))
    return next(path, flags);
  return load_driver_or_xrt(next, path, flags);
}

// system: the driver, while it is being loaded, has a shell give rights to a directory. A shell is
// a child that the program could see, and a program that ignores its children's ends makes it fail.
extern "C" __attribute__((visibility("default"))) int system(const char* command) {
  using System = int (*)(const char*);
  static const auto next = reinterpret_cast<System>(dlsym(RTLD_NEXT, "system"));
  if (command && lightloop::xrt_compat::DriverLoading::is_under_way())
    if (const auto status = lightloop::xrt_compat::run_known_command(command)) return *status;
  return next(command);
}
