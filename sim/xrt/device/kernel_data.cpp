// SPDX-License-Identifier: Apache-2.0
// Data files of a kernel ($readmemh and the like) travel in the xclbin, in data/<kernel>/ beside
// its libraries, <kernel>.so and <kernel>.waveforms.so, without the folders that their names in the
// RTL have. A kernel library is linked with --wrap=fopen and --wrap=fopen64, so that its own calls
// come here.
#include <cstdio>
#include <cstring>
#include <dlfcn.h>
#include <filesystem>
#include <string>

namespace {

// Where the file of that name travels; empty if it does not.
std::string travelling(const char* name) {
  Dl_info library{};
  if (dladdr(reinterpret_cast<const void*>(&travelling), &library) == 0) return {};
  const std::filesystem::path path = library.dli_fname;
  const std::string own = path.filename().string();
  const auto file = path.parent_path() / "data" / own.substr(0, own.find('.')) /
                    std::filesystem::path(name).filename();
  std::error_code ignored;
  return std::filesystem::is_regular_file(file, ignored) ? file.string() : std::string();
}

using Open = std::FILE*(const char*, const char*);

std::FILE* open_own_first(Open* open, const char* name, const char* mode) {
  const std::string own = std::strchr(mode, 'r') != nullptr ? travelling(name) : std::string();
  return open(own.empty() ? name : own.c_str(), mode);
}

}  // namespace

// The linker's names.
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" {
Open __real_fopen, __real_fopen64;
std::FILE* __wrap_fopen(const char* name, const char* mode) {
  return open_own_first(__real_fopen, name, mode);
}
std::FILE* __wrap_fopen64(const char* name, const char* mode) {
  return open_own_first(__real_fopen64, name, mode);
}
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
