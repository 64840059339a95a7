// SPDX-License-Identifier: Apache-2.0
// A C stream that closes itself: for libraries that take FILE*, and for errors with errno.
#pragma once

#include <cstdio>
#include <memory>

namespace lightloop::host {

struct CloseStdioFile {
  void operator()(std::FILE* file) const {
    // The checker wants gsl::owner<> here; the unique_ptr is the owner.
    static_cast<void>(std::fclose(file));  // NOLINT(cppcoreguidelines-owning-memory)
  }
};

using StdioFile = std::unique_ptr<std::FILE, CloseStdioFile>;

/// As std::fopen: empty, with errno set, when it fails.
inline StdioFile open_stdio_file(const char* path, const char* mode) {
  return StdioFile(std::fopen(path, mode));  // NOLINT(cppcoreguidelines-owning-memory)
}

}  // namespace lightloop::host
