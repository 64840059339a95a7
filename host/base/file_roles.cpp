// SPDX-License-Identifier: Apache-2.0
#include "host/base/file_roles.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <utility>

#include "host/base/errors.hpp"
#include "host/base/output_place.hpp"

namespace lightloop::host {
namespace {

constexpr int kNoDescriptor = -1;

// Other programs take it for a stream; a file of that name would be found with surprise.
void refuse_dash(const std::string& role, const std::filesystem::path& path) {
  if (path == "-")
    throw InputError(
        fmt::format("{}: found '-', expected a file, /dev/stdin or /dev/stdout (a file "
                    "of that name is ./-)",
                    role));
}

bool is_standard(int descriptor) {
  return descriptor == STDOUT_FILENO || descriptor == STDERR_FILENO;
}

}  // namespace

FileRoles::FileRoles() {
  // Both may go to one file, so they are not compared with each other.
  for (const auto& [descriptor, role] :
       {std::pair{STDOUT_FILENO, "standard output"}, std::pair{STDERR_FILENO, "standard error"}}) {
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) continue;
    if (const auto found = identity(status)) entries_.push_back({role, *found, true, descriptor});
  }
}

void FileRoles::add_input(const std::string& role, const std::filesystem::path& path) {
  refuse_dash(role, path);
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return;  // for its reader to say
  if (const auto found = identity(status)) add({role, *found, false, kNoDescriptor}, path.string());
}

void FileRoles::add_output(const std::string& role, const std::filesystem::path& path) {
  refuse_dash(role, path);
  const OutputPlace place = find_output_place(path);
  struct stat status {};
  if (place.descriptor) {
    if (*place.descriptor == STDOUT_FILENO) output_is_standard_output_ = true;
    if (::fstat(*place.descriptor, &status) != 0) return;
    if (const auto found = identity(status))
      add({role, *found, true, *place.descriptor}, path.string());
  } else if (::stat(place.path().c_str(), &status) == 0) {
    if (const auto found = identity(status))
      add({role, *found, true, kNoDescriptor}, path.string());
  } else if (::stat(place.directory.c_str(), &status) == 0) {
    add({role, {status.st_dev, status.st_ino, place.name}, true, kNoDescriptor}, path.string());
  }
}

std::optional<FileRoles::Identity> FileRoles::identity(const struct stat& status) {
  if (S_ISCHR(status.st_mode) || S_ISDIR(status.st_mode)) return std::nullopt;
  return Identity{status.st_dev, status.st_ino, ""};
}

void FileRoles::add(Entry entry, const std::string& path) {
  for (const Entry& other : entries_) {
    if (!(entry.identity == other.identity) || (!entry.written && !other.written)) continue;
    // /dev/stdout is the stream itself: nothing is overwritten.
    if (is_standard(entry.descriptor) && is_standard(other.descriptor)) continue;
    throw InputError(fmt::format("{}: found {}, the file of {} too, expected another", entry.role,
                                 path, other.role));
  }
  entries_.push_back(std::move(entry));
}

}  // namespace lightloop::host
