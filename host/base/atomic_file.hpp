// SPDX-License-Identifier: Apache-2.0
// Output files that appear whole or not at all.
#pragma once

#include <cstdio>
#include <filesystem>
#include <span>

#include "host/base/stdio_file.hpp"

namespace lightloop::host {

/// A file under construction: written in the directory of its destination and moved there by
/// commit(), with the permissions of the file that it replaces. Without commit() it goes away, and
/// what stood at the destination stays; where the file system knows files without a name, nothing
/// is left of it even when the program is killed. A destination that is no regular file (/dev/null,
/// a pipe) is written directly.
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
  /// The descriptor of a new file; sets nameless_ or temporary_.
  int open_temporary();
  void name_temporary();
  [[noreturn]] void fail(const char* what) const;

  std::filesystem::path destination_;
  bool nameless_ = false;            ///< the new file has no name yet
  std::filesystem::path temporary_;  ///< its name; empty when nameless or written directly
  StdioFile stream_;
};

}  // namespace lightloop::host
