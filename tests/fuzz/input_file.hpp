// SPDX-License-Identifier: Apache-2.0
// The input of parsers that take the name of a file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "tests/host/temporary_directory.hpp"

namespace lightloop::fuzz {

/// A directory of this process. Inputs come by thousands a second: CMakeLists.txt sets TMPDIR to a
/// place in memory.
inline const tests::TemporaryDirectory& folder() {
  static const tests::TemporaryDirectory directory;
  return directory;
}

/// Writes the input under this name in folder(), and returns its path.
inline std::filesystem::path input_file(const std::string& name,
                                        std::span<const std::uint8_t> bytes) {
  const auto file = folder() / name;
  tests::write_file(file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  return file;
}

}  // namespace lightloop::fuzz
