// SPDX-License-Identifier: Apache-2.0
// Files that are read. Whatever a path names (a device without an end, a pipe that nobody writes,
// a directory), reading it ends or is refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>

#include "host/base/descriptor.hpp"

namespace lightloop::host {

/// Opens a file or pipe for reading. Throws InputError when it cannot be read, is a device (other
/// than a terminal and /dev/null), or a named pipe that nobody has opened for writing within some
/// seconds.
Descriptor open_input(const std::filesystem::path& path);

/// A file or pipe that is read from the beginning to the end.
class InputFile {
 public:
  /// Throws as open_input() does.
  explicit InputFile(const std::filesystem::path& path);

  /// Fills `buffer`; fewer bytes only at the end of the file, or when `interrupted`, which is asked
  /// while a pipe has nothing, says so. Throws InputError.
  std::size_t read(std::span<std::uint8_t> buffer, const std::function<bool()>& interrupted);

 private:
  std::size_t read_some(std::span<std::uint8_t> buffer);

  std::filesystem::path path_;
  Descriptor file_;
  bool pipe_;  ///< may have nothing to read yet
};

/// Throws InputError unless `path` is a regular file (or a link to one) of at most `limit` bytes.
/// `what` says in the message what it should have been: "a profile".
void require_regular_file(const std::filesystem::path& path, std::uintmax_t limit,
                          const std::string& what);

/// The content of such a file. Throws as require_regular_file does, and when it cannot be read.
std::string read_regular_file(const std::filesystem::path& path, std::uintmax_t limit,
                              const std::string& what);

}  // namespace lightloop::host
