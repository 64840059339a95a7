// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/emulation/emulation.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "sim/xrt/emulation/private_directory.hpp"

namespace lightloop::xrt_emulation {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCompatStem = "liblightloop_xrt_compat";
constexpr const char* kCompatName = "liblightloop_xrt_compat.so";
constexpr const char* kCompatLinkName = "liblightloop_xrt_compat-libasan.so";
constexpr const char* kSuppressionsName = "leaks-of-xrt.supp";
constexpr const char* kDriverName = "libxrt_hwemu.so.2";
constexpr unsigned kMostDevices = 16;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

void set_variable(const char* name, const std::string& value) {
  if (setenv(name, value.c_str(), 1) != 0)
    throw std::system_error(errno, std::generic_category(), std::string("cannot set ") + name);
}

fs::path own_program() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored);
}

fs::path first_existing(std::string_view what, const std::vector<fs::path>& candidates) {
  std::string tried;
  for (const fs::path& candidate : candidates) {
    std::error_code ignored;
    if (fs::is_regular_file(candidate, ignored)) return candidate;
    tried += "\n  " + candidate.string();
  }
  throw EmulationError(std::string(what) + " not found, looked for" + tried);
}

fs::path find_compat_library(const EmulationOptions& options) {
  const fs::path beside = own_program().parent_path();
  std::vector<fs::path> candidates;
  if (options.compat_library)
    candidates = {*options.compat_library};
  else
    candidates = {beside / kCompatName, beside.parent_path() / "lib/lightloop" / kCompatName,
                  LIGHTLOOP_COMPAT_LIBRARY};
  return fs::absolute(first_existing("the compatibility library for XRT's emulation", candidates));
}

void require_driver() {
  std::vector<fs::path> candidates;
  for (const char* directory :
       {LIGHTLOOP_XRT_LIBRARY_DIR, "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
        "/usr/lib64", "/usr/lib", "/usr/local/lib", "/opt/xilinx/xrt/lib"})
    candidates.push_back(fs::path(directory) / kDriverName);
  if (const std::string root = variable("XILINX_XRT"); !root.empty())
    candidates.push_back(fs::path(root) / "lib" / kDriverName);
  first_existing("XRT's emulation driver (Debian: install libxrt1)", candidates);
}

// What LD_PRELOAD is to hold. A program built with AddressSanitizer refuses to start when another
// library than the sanitizer's comes first, and knows that one by its name; so there is a link to
// the library whose name holds that name (ASAN_OPTIONS would not do: programs set it themselves).
// The loader splits LD_PRELOAD at spaces and colons and knows no quoting; LD_LIBRARY_PATH, which
// names without a directory are looked up in, it splits at colons only.
void preload(fs::path library) {
  const fs::path link = library.parent_path() / kCompatLinkName;
  std::error_code ignored;
  if (fs::is_regular_file(link, ignored)) library = link;
  std::string name = library.string();
  if (name.find_first_of(":;$\n") != std::string::npos)
    throw EmulationError("cannot preload " + name +
                         ": the dynamic loader takes no colon, semicolon or dollar sign in a path; "
                         "move it");
  if (name.find(' ') != std::string::npos) {
    const std::string path = variable("LD_LIBRARY_PATH");
    set_variable("LD_LIBRARY_PATH",
                 library.parent_path().string() + (path.empty() ? "" : ":" + path));
    name = library.filename();
  }
  const std::string others = variable("LD_PRELOAD");
  if (others.find(kCompatStem) == std::string::npos)
    set_variable("LD_PRELOAD", name + (others.empty() ? "" : ":" + others));
}

void check(const EmulationOptions& options, std::span<char* const> argv) {
  if (argv.empty() || !argv[0]) throw std::invalid_argument("no program given");
  if (options.devices && (*options.devices == 0 || *options.devices > kMostDevices))
    throw std::invalid_argument("number of devices: found " + std::to_string(*options.devices) +
                                ", expected 1 to " + std::to_string(kMostDevices));
  if (options.device_name.find_first_of("\"\\\n") != std::string::npos)
    throw std::invalid_argument("device name: quotes, backslashes and line ends are not allowed");
}

// Adds an option to those of a sanitizer, which a program built with it reads; the user's counts.
void add_option(const char* variable_name, std::string_view name, const std::string& value) {
  std::string options = variable(variable_name);
  if (options.find(name) != std::string::npos) return;
  options.append(options.empty() ? "" : ":").append(name).append("=").append(value);
  set_variable(variable_name, options);
}

// A program built with a sanitizer is not to be told of the leaks and races in XRT's libraries as
// of its own, and to end with the sanitizer's exit code because of them.
void spare_sanitizers(const fs::path& library) {
  const fs::path suppressions = library.parent_path() / kSuppressionsName;
  std::error_code ignored;
  // Options end at spaces and colons.
  if (fs::is_regular_file(suppressions, ignored) &&
      suppressions.string().find_first_of(" :") == std::string::npos) {
    add_option("LSAN_OPTIONS", "suppressions", suppressions.string());
    add_option("LSAN_OPTIONS", "print_suppressions", "0");
  }
  add_option("TSAN_OPTIONS", "ignore_noninstrumented_modules", "1");
}

// XRT 2.13 looks for its driver in $XILINX_XRT/lib. The compatibility library also leads it there,
// but not in programs that load XRT behind its back.
void provide_xrt_root(const fs::path& library) {
  std::error_code ignored;
  if (const std::string root = variable("XILINX_XRT");
      !root.empty() && fs::exists(fs::path(root) / "lib" / kDriverName, ignored))
    return;
  const fs::path tree = fs::canonical(library, ignored).parent_path() / "xrt";
  if (fs::exists(tree / "lib" / kDriverName, ignored)) set_variable("XILINX_XRT", tree.string());
}

// The loader ignores LD_PRELOAD for a program that runs with other rights than its caller's, and
// the driver without it crashes.
void refuse_other_rights(const std::string& program) {
  struct stat status {};
  if (program.find('/') == std::string::npos || stat(program.c_str(), &status) != 0) return;
  const bool other_user = (status.st_mode & S_ISUID) && status.st_uid != geteuid();
  const bool other_group = (status.st_mode & S_ISGID) && status.st_gid != getegid();
  if (S_ISREG(status.st_mode) && (other_user || other_group))
    throw EmulationError(program +
                         ": a program with set-user-ID or set-group-ID cannot run in emulation");
}

// `program` as execvp takes it; `argv` without the null pointer at its end.
[[noreturn]] void exec_inside(const EmulationOptions& options, const std::string& program,
                              std::span<char* const> argv) {
  require_driver();
  refuse_other_rights(program);
  const fs::path library = find_compat_library(options);
  preload(library);
  provide_xrt_root(library);
  spare_sanitizers(library);
  if (options.devices) set_variable(kDevicesVariable, std::to_string(*options.devices));
  set_variable(kDeviceNameVariable, options.device_name);
  set_variable("XCL_EMULATION_MODE", "hw_emu");
  std::vector<char*> arguments(argv.begin(), argv.end());
  arguments.push_back(nullptr);
  execvp(program.c_str(), arguments.data());
  throw std::system_error(errno, std::generic_category(), "cannot run " + program);
}

}  // namespace

void exec_program(const EmulationOptions& options, std::span<char* const> argv) {
  check(options, argv);
  exec_inside(options, argv[0], argv);
}

void ensure_environment(const EmulationOptions& options, std::span<char* const> argv) {
  if (is_inside_emulation()) return;
  check(options, argv);
  // Set by us and not come into effect: the loader ignored LD_PRELOAD.
  if (variable("LD_PRELOAD").find(kCompatName) != std::string::npos)
    throw EmulationError(
        "the compatibility library is in LD_PRELOAD but was not loaded (a program with set-user-ID "
        "or capabilities cannot run in emulation)");
  exec_inside(options, own_program().string(), argv);
}

bool is_inside_emulation() {
  return dlsym(RTLD_DEFAULT, "lightloop_xrt_compat_loaded") != nullptr &&
         variable("XCL_EMULATION_MODE") == "hw_emu";
}

}  // namespace lightloop::xrt_emulation
