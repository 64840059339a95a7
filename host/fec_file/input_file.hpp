// SPDX-License-Identifier: Apache-2.0
// A file or pipe that is read from the beginning to the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "host/base/stdio_file.hpp"

namespace lightloop::host {

class InputFile {
 public:
  /// Throws InputError when it cannot be read.
  explicit InputFile(const std::filesystem::path& path);

  /// Fills `buffer`; fewer bytes only at the end of the file. Throws InputError.
  std::size_t read(std::span<std::uint8_t> buffer);

 private:
  std::filesystem::path path_;
  StdioFile stream_;
};

}  // namespace lightloop::host
