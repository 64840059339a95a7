// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/emulation/emulation.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fstream>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "sim/xrt/emulation/private_directory.hpp"

namespace lightloop::xrt_emulation {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCompatName = "liblightloop_xrt_compat.so";
constexpr const char* kDriverName = "libxrt_hwemu.so.2";
constexpr unsigned kMostDevices = 16;

// The driver moves data in packets of this size; measured best, its own default is 5 times slower.
constexpr const char* kSettings = "[Emulation]\npacket_size=0x40000\n";

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

fs::path find_driver_directory() {
  std::vector<fs::path> candidates;
  for (const char* directory :
       {LIGHTLOOP_XRT_LIBRARY_DIR, "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
        "/usr/lib64", "/usr/lib", "/usr/local/lib", "/opt/xilinx/xrt/lib"})
    candidates.push_back(fs::path(directory) / kDriverName);
  return first_existing("XRT's emulation driver (Debian: install libxrt1)", candidates)
      .parent_path();
}

void write_file(const fs::path& path, const std::string& content) {
  std::ofstream stream(path);
  stream << content;
  stream.close();
  if (!stream) throw EmulationError("cannot write " + path.string());
}

// XRT reads the numbers of this file from strings.
std::string card_description(const EmulationOptions& options) {
  return R"({ "Version": { "FileVersion": "2.0" }, "Platform": { "Boards": [ { "Devices": [ { "Name": ")" +
         options.device_name + R"(", "NumDevices": ")" +
         std::to_string(options.devices.value_or(1)) + R"(" } ] } ] } })" + "\n";
}

// XRT 2.13 looks for its driver in $XILINX_XRT/lib, and Debian's is not in a directory of that
// name.
void provide_xrt_root(const fs::path& directory) {
  const std::string root = variable("XILINX_XRT");
  std::error_code ignored;
  if (!root.empty() && fs::exists(fs::path(root) / "lib" / kDriverName, ignored)) return;
  const fs::path tree = directory / "xrt";
  fs::create_directory(tree);
  fs::create_directory_symlink(find_driver_directory(), tree / "lib");
  set_variable("XILINX_XRT", tree.string());
}

void preload(const fs::path& directory, fs::path library) {
  // The loader splits LD_PRELOAD at these and knows no quoting.
  if (library.string().find_first_of(" :") != std::string::npos) {
    fs::create_symlink(library, directory / kCompatName);
    library = directory / kCompatName;
  }
  const std::string others = variable("LD_PRELOAD");
  if (others.find(kCompatName) == std::string::npos)
    set_variable("LD_PRELOAD", library.string() + (others.empty() ? "" : ":" + others));
#if defined(__SANITIZE_ADDRESS__)
  // The sanitizer insists on being the first library unless told that another one may be.
  const std::string sanitizer = variable("ASAN_OPTIONS");
  set_variable("ASAN_OPTIONS",
               sanitizer + (sanitizer.empty() ? "" : ":") + "verify_asan_link_order=0");
#endif
}

// Removes the private directory again when the program could not be started.
class DirectoryGuard {
 public:
  explicit DirectoryGuard(fs::path directory) : directory_(std::move(directory)) {}
  ~DirectoryGuard() { remove_private_directory(directory_); }
  DirectoryGuard(const DirectoryGuard&) = delete;
  DirectoryGuard& operator=(const DirectoryGuard&) = delete;

  const fs::path& path() const { return directory_; }

 private:
  fs::path directory_;
};

void set_up(const EmulationOptions& options, const fs::path& directory) {
  const fs::path library = find_compat_library(options);
  write_file(directory / "emconfig.json", card_description(options));
  write_file(directory / "xrt.ini", kSettings);
  provide_xrt_root(directory);
  preload(directory, library);
  if (options.devices) set_variable("EMCONFIG_PATH", directory.string());
  if (variable("SDACCEL_EM_RUN_DIR").empty())
    set_variable("SDACCEL_EM_RUN_DIR", directory.string());
  set_variable("XCL_EMULATION_MODE", "hw_emu");
  set_variable(kDirectoryVariable, directory.string());
}

void check(const EmulationOptions& options, std::span<char* const> argv) {
  if (argv.empty() || !argv[0]) throw std::invalid_argument("no program given");
  if (options.devices && (*options.devices == 0 || *options.devices > kMostDevices))
    throw std::invalid_argument("number of devices: found " + std::to_string(*options.devices) +
                                ", expected 1 to " + std::to_string(kMostDevices));
  if (options.device_name.find_first_of("\"\\\n") != std::string::npos)
    throw std::invalid_argument("device name: quotes, backslashes and line ends are not allowed");
}

// `program` as execvp takes it; `argv` without the null pointer at its end.
[[noreturn]] void exec_inside(const EmulationOptions& options, const std::string& program,
                              std::span<char* const> argv) {
  sweep_stale_directories();
  const DirectoryGuard directory([] {
    try {
      return create_private_directory();
    } catch (const std::runtime_error& error) {
      throw EmulationError(error.what());
    }
  }());
  set_up(options, directory.path());
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
