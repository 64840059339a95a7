// SPDX-License-Identifier: Apache-2.0
// A file or pipe that is read from the beginning to the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>

namespace lightloop::host {

class InputFile {
 public:
  /// Throws InputError when it cannot be read.
  explicit InputFile(const std::filesystem::path& path);

  /// Fills `buffer`; fewer bytes only at the end of the file. Throws InputError.
  std::size_t read(std::span<std::uint8_t> buffer);

 private:
  struct Close {
    void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
  };
  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Close> stream_;
};

}  // namespace lightloop::host
