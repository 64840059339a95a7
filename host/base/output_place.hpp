// SPDX-License-Identifier: Apache-2.0
// Where a path leads that is to be written: links followed, also those that point to nothing yet.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace lightloop::host {

struct OutputPlace {
  std::filesystem::path directory;
  std::string name;  ///< in `directory`; of no link, unless `descriptor` is set
  /// Of this process, when the path was /dev/stdout, /dev/fd/N, ...: what is open there is meant,
  /// at its present position, not the file anew.
  std::optional<int> descriptor;

  std::filesystem::path path() const { return directory / name; }
};

/// Throws InputError for an empty path, one that names a directory, and links without an end.
OutputPlace find_output_place(const std::filesystem::path& path);

/// The descriptor of this process that a path means: 0 for /dev/stdin, N for /dev/fd/N; also when
/// links lead there.
std::optional<int> find_own_descriptor(const std::filesystem::path& path);

}  // namespace lightloop::host
