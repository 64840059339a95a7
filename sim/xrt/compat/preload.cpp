// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/preload.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <exception>
#include <mutex>
#include <optional>
#include <set>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "sim/xrt/compat/driver_hooks.hpp"
#include "sim/xrt/compat/import_table.hpp"
#include "sim/xrt/compat/session.hpp"
#include "sim/xrt/compat/signal_cleanup.hpp"
#include "sim/xrt/emulation/private_directory.hpp"

namespace lightloop::xrt_compat {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDriver = "libxrt_hwemu";
constexpr std::string_view kCore = "libxrt_coreutil";
constexpr std::string_view kOwnName = "liblightloop_xrt_compat";

void redirect_once(std::string_view soname_prefix, std::span<const Redirect> redirects) {
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
  }
}

void redirect_loaded_libraries() noexcept {
  try {
    redirect_once(kCore, core_redirects());
    redirect_once(kDriver, driver_redirects());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lightloop emu: %s\n", error.what());
  }
}

fs::path program_directory() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored).parent_path();
}

// The directory that was made before this program was started; it may belong to a parent.
fs::path given_directory() {
  const char* directory = std::getenv(xrt_emulation::kDirectoryVariable);
  return directory ? directory : "";
}

// The driver makes its cards while it is being loaded, before its imports can be redirected. What
// it asks the environment for at that time has to be there, for that time.
class LoadingEnvironment {
 public:
  LoadingEnvironment() {
    const std::string directory = session_directory().string();
    offer("EMCONFIG_PATH", emulation_config_directory());
    offer("SDACCEL_EM_RUN_DIR", directory);
    offer("USER", "lightloop");
    offer("XILINX_VITIS", directory);
  }
  ~LoadingEnvironment() {
    for (const auto& [name, previous] : replaced_) {
      if (previous)
        setenv(name, previous->c_str(), 1);
      else
        unsetenv(name);
    }
  }
  LoadingEnvironment(const LoadingEnvironment&) = delete;
  LoadingEnvironment& operator=(const LoadingEnvironment&) = delete;

 private:
  // What is set counts, but for a run directory that belongs to the process that started this one.
  void offer(const char* name, const std::string& value) {
    const char* present = std::getenv(name);
    const bool is_set = present && *present;
    const bool is_inherited =
        is_set && std::string_view(name) == "SDACCEL_EM_RUN_DIR" && given_directory() == present;
    if (value.empty() || (is_set && !is_inherited)) return;
    replaced_.emplace_back(name, present ? std::optional<std::string>(present) : std::nullopt);
    setenv(name, value.c_str(), 1);
  }

  std::vector<std::pair<const char*, std::optional<std::string>>> replaced_;
};

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

__attribute__((constructor)) void start() {
  redirect_loaded_libraries();
  adopt_session();
}

__attribute__((destructor)) void finish() { remove_session(); }

}  // namespace

std::span<const Redirect> driver_redirects() {
  static const std::vector<Redirect> all = [] {
    std::vector<Redirect> table;
    for (const auto part : {memory_hooks(), time_hooks(), socket_hooks(), process_hooks(),
                            file_hooks(), console_hooks()})
      table.insert(table.end(), part.begin(), part.end());
    return table;
  }();
  return all;
}

std::string without_this_library(std::string_view preloaded) {
  std::string rest;
  while (!preloaded.empty()) {
    const auto end = preloaded.find_first_of(": ");
    const std::string_view library = preloaded.substr(0, end);
    preloaded.remove_prefix(end == std::string_view::npos ? preloaded.size() : end + 1);
    if (library.empty() || library.find(kOwnName) != std::string_view::npos) continue;
    rest += (rest.empty() ? "" : ":") + std::string(library);
  }
  return rest;
}

std::string emulation_config_directory() {
  for (const fs::path& directory : {program_directory(), given_directory()})
    if (is_there(directory / "emconfig.json")) return directory;
  return {};
}

std::string default_settings_file() {
  std::error_code ignored;
  for (const fs::path& directory : {program_directory(), fs::current_path(ignored)})
    for (const char* name : {"xrt.ini", "sdaccel.ini"})
      if (is_there(directory / name)) return {};
  const fs::path settings = given_directory() / "xrt.ini";
  return is_there(settings) ? settings.string() : "";
}

}  // namespace lightloop::xrt_compat

// Marks that the library is in a process, for those that have to know.
extern "C" __attribute__((visibility("default"))) int lightloop_xrt_compat_loaded() { return 1; }

// _exit and _Exit: shells end this way. Exit handlers do not run, and the private directory of a
// script would stay.
extern "C" __attribute__((visibility("default"))) void _exit(int code) {
  lightloop::xrt_compat::remove_at_exit();
  for (;;) syscall(SYS_exit_group, code);
}

extern "C" __attribute__((visibility("default"))) void _Exit(int code) { _exit(code); }

// dlopen: XRT loads its driver by path when a program first asks for a device. Other calls are
// passed on as a jump, not a call (this file is always compiled with -O2): the real function looks
// at its return address to find the library that asked, whose search path counts.
extern "C" __attribute__((visibility("default"))) void* dlopen(const char* path, int flags) {
  using Dlopen = void* (*)(const char*, int);
  static const auto next = reinterpret_cast<Dlopen>(dlsym(RTLD_NEXT, "dlopen"));
  if (!path || !std::strstr(path, "libxrt_hwemu")) return next(path, flags);
  const lightloop::xrt_compat::LoadingEnvironment environment;
  void* handle = next(path, flags);
  lightloop::xrt_compat::redirect_loaded_libraries();
  return handle;
}
