// SPDX-License-Identifier: Apache-2.0
// Output files that appear whole or not at all.
#pragma once

#include <cstdio>
#include <filesystem>
#include <span>

#include "host/base/stdio_file.hpp"

namespace lightloop::host {

/// A file under construction: written beside its destination and moved there by commit(). Without
/// commit() it is removed, and what stood at the destination stays. It has the permissions of the
/// file that it replaces. A destination that is no regular file (/dev/null, a pipe) is written
/// directly.
class AtomicFile {
 public:
  /// Throws InputError when the file cannot be made.
  explicit AtomicFile(std::filesystem::path destination);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// Throws InputError when the disk is full or the pipe is closed.
  void write(std::span<const unsigned char> bytes);

  /// The stream under it, for libraries that write to a FILE*; owned by this object.
  std::FILE* stream() { return stream_.get(); }

  /// Flushes and moves the file into place. Throws InputError.
  void commit();

 private:
  [[noreturn]] void fail(const char* what) const;

  std::filesystem::path destination_;
  std::filesystem::path temporary_;  ///< empty when the destination is written directly
  StdioFile stream_;
};

}  // namespace lightloop::host
