// SPDX-License-Identifier: Apache-2.0
// Which files a command reads and writes: no output may be an input or another output, whatever
// names and links lead to it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace lightloop::host {

class FileRoles {
 public:
  /// The file that standard output and standard error go to, if they go to one, count as outputs.
  FileRoles();

  // `role` is what the command line calls the file: IN, --json. Each throws InputError that names
  // both when they may not be the same, or the role when the name is "-". Devices and what does not
  // exist (for inputs) never clash.
  void add_input(const std::string& role, const std::filesystem::path& path);
  void add_output(const std::string& role, const std::filesystem::path& path);

  /// Whether an output is the very stream that standard output is (/dev/stdout): results for
  /// people would get in between.
  bool output_is_standard_output() const { return output_is_standard_output_; }

 private:
  struct Identity {
    dev_t device = 0;
    ino_t inode = 0;   ///< of the file, or of its directory when it is not there yet
    std::string name;  ///< empty, or the name that it will have there
    friend bool operator==(const Identity&, const Identity&) = default;
  };
  struct Entry {
    std::string role;
    Identity identity;
    bool written;
    int descriptor;  ///< of this process, -1 for a path
  };

  static std::optional<Identity> identity(const struct stat& status);
  void add(Entry entry, const std::string& path);

  std::vector<Entry> entries_;
  bool output_is_standard_output_ = false;
};

}  // namespace lightloop::host
