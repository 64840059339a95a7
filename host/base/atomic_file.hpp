// SPDX-License-Identifier: Apache-2.0
// Output files that appear whole or not at all.
#pragma once

#include <cstdio>
#include <filesystem>
#include <span>
#include <string>

#include "host/base/descriptor.hpp"
#include "host/base/stdio_file.hpp"

namespace lightloop::host {

struct OutputPlace;

/// A file under construction: written in the directory of its destination and moved there by
/// commit(), with the permissions of the file that it replaces. Without commit() it goes away, and
/// what stood at the destination stays; where the file system knows files without a name, nothing
/// is left of it even when the program is killed. A destination that is a link stays one: the file
/// that it points to is replaced, or made. One that is no regular file (/dev/null, a pipe) or an
/// open descriptor (/dev/stdout, /dev/fd/N) is written directly.
class AtomicFile {
 public:
  /// Throws InputError when the file cannot be made. Opening a pipe waits for its reader.
  explicit AtomicFile(std::filesystem::path destination);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// Throws InputError when the disk is full or the pipe is closed.
  void write(std::span<const unsigned char> bytes);

  /// The stream under it, for libraries that write to a FILE*; owned by this object.
  std::FILE* stream() { return stream_.get(); }

  /// Flushes and moves the file into place; where that cannot be done (the destination is a mount
  /// point, or a file of somebody else's that may only be written), copies it there. Throws
  /// InputError, also for what went wrong in stream(); it says where the data are when a file of
  /// them is left.
  void commit();

 private:
  void open_directly(const OutputPlace& place);
  void open_new_file(const OutputPlace& place);
  /// The descriptor of a new file in directory_; sets nameless_ or temporary_.
  Descriptor make_new_file();
  /// Whether the nameless file has a name now.
  bool name_new_file();
  /// Whether the content stands at the destination now.
  bool copy_to_destination();
  [[noreturn]] void fail(const char* what) const;

  std::filesystem::path destination_;  ///< as it was given
  Descriptor directory_;               ///< where the file is to be; none when written directly
  std::string name_;                   ///< its name there
  bool nameless_ = false;              ///< the new file has no name yet
  std::string temporary_;              ///< the name of the new file; empty when it has none
  StdioFile stream_;
};

}  // namespace lightloop::host
