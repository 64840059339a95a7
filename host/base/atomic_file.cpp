// SPDX-License-Identifier: Apache-2.0
#include "host/base/atomic_file.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "host/base/errors.hpp"
#include "host/base/output_place.hpp"

namespace lightloop::host {
namespace {

constexpr int kNameAttempts = 100;

// Short, so that it fits wherever the destination's own name does.
std::string temporary_name(int attempt) {
  return fmt::format(".lightloop-{}-{}", ::getpid(), attempt);
}

mode_t usual_permissions() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path destination) : destination_(std::move(destination)) {
  const OutputPlace place = find_output_place(destination_);
  struct stat status {};
  const bool exists = !place.descriptor && ::stat(place.path().c_str(), &status) == 0;
  if (!exists && !place.descriptor && errno != ENOENT) fail("cannot write");
  if (exists && S_ISDIR(status.st_mode)) {
    errno = EISDIR;
    fail("cannot write");
  }
  if (exists && S_ISBLK(status.st_mode))
    throw InputError(
        fmt::format("{}: found a block device, expected a file to write", destination_.string()));
  if (place.descriptor || (exists && !S_ISREG(status.st_mode))) {
    open_directly(place);
    return;
  }
  // A file that may not be written is not replaced either.
  if (exists && ::faccessat(AT_FDCWD, place.path().c_str(), W_OK, AT_EACCESS) != 0)
    fail("cannot write");
  open_new_file(place);
  // So far only the owner may read it; give the permissions of the former file, else the usual.
  const mode_t permissions = exists ? status.st_mode & 0777 : usual_permissions();
  static_cast<void>(::fchmod(::fileno(stream_.get()), permissions));
}

AtomicFile::~AtomicFile() {
  stream_.reset();
  if (!temporary_.empty()) static_cast<void>(::unlinkat(directory_.get(), temporary_.c_str(), 0));
}

void AtomicFile::write(std::span<const unsigned char> bytes) {
  if (bytes.empty()) return;
  if (std::fwrite(bytes.data(), 1, bytes.size(), stream_.get()) != bytes.size())
    fail("cannot write");
}

void AtomicFile::commit() {
  if (std::fflush(stream_.get()) != 0 || std::ferror(stream_.get()) != 0) fail("cannot write");
  // Network file systems say only at a close that they have no room.
  const int twin = ::dup(::fileno(stream_.get()));
  if (twin >= 0 && ::close(twin) != 0) fail("cannot write");
  if (!directory_) return;
  const bool named = !nameless_ || name_new_file();
  const int directory = directory_.get();
  if (named && ::renameat(directory, temporary_.c_str(), directory, name_.c_str()) == 0) {
    temporary_.clear();
    return;
  }
  if (copy_to_destination()) return;
  if (temporary_.empty()) fail("cannot move into place");
  const std::string reason = std::strerror(errno);
  throw InputError(
      fmt::format("{}: cannot move into place: {}; the data are in {}", destination_.string(),
                  reason, (destination_.parent_path() / std::exchange(temporary_, "")).string()));
}

void AtomicFile::open_directly(const OutputPlace& place) {
  Descriptor file(place.descriptor ? ::fcntl(*place.descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
                                   : ::open(place.path().c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
  if (!file) fail("cannot write");
  if ((::fcntl(file.get(), F_GETFL) & O_ACCMODE) == O_RDONLY) {
    errno = EBADF;
    fail("cannot write");
  }
  stream_.reset(::fdopen(file.get(), "wb"));
  if (!stream_) fail("cannot write");
  static_cast<void>(file.release());
}

void AtomicFile::open_new_file(const OutputPlace& place) {
  name_ = place.name;
  directory_ = Descriptor(::open(place.directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!directory_) fail("cannot write");
  Descriptor file = make_new_file();
  stream_.reset(::fdopen(file.get(), "w+b"));
  if (!stream_) fail("cannot write");
  static_cast<void>(file.release());
}

Descriptor AtomicFile::make_new_file() {
  constexpr int kFlags = O_RDWR | O_CLOEXEC;
  constexpr mode_t kPrivate = 0600;
  Descriptor nameless(::openat(directory_.get(), ".", O_TMPFILE | kFlags, kPrivate));
  nameless_ = static_cast<bool>(nameless);
  if (nameless_) return nameless;
  // Not every file system has files without a name.
  for (int attempt = 0; attempt < kNameAttempts; ++attempt) {
    const std::string name = temporary_name(attempt);
    Descriptor named(::openat(directory_.get(), name.c_str(), O_CREAT | O_EXCL | kFlags, kPrivate));
    if (named) {
      temporary_ = name;
      return named;
    }
    if (errno != EEXIST) break;
  }
  fail("cannot make a file in its directory");
}

bool AtomicFile::name_new_file() {
  const std::string file = fmt::format("/proc/self/fd/{}", ::fileno(stream_.get()));
  for (int attempt = 0; attempt < kNameAttempts; ++attempt) {
    const std::string name = temporary_name(attempt);
    if (::linkat(AT_FDCWD, file.c_str(), directory_.get(), name.c_str(), AT_SYMLINK_FOLLOW) == 0) {
      temporary_ = name;
      nameless_ = false;
      return true;
    }
    if (errno != EEXIST) break;
  }
  return false;
}

bool AtomicFile::copy_to_destination() {
  const Descriptor to(::openat(directory_.get(), name_.c_str(),
                               O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666));
  if (!to) return false;
  const int from = ::fileno(stream_.get());
  std::array<char, 65536> buffer{};
  off_t done = 0;
  for (;;) {
    const ssize_t count = ::pread(from, buffer.data(), buffer.size(), done);
    if (count <= 0) return count == 0;
    for (ssize_t written = 0; written < count;) {
      const ssize_t part =
          ::write(to.get(), buffer.data() + written, static_cast<std::size_t>(count - written));
      if (part < 0) return false;
      written += part;
    }
    done += count;
  }
}

void AtomicFile::fail(const char* what) const {
  throw InputError(fmt::format("{}: {}: {}", destination_.string(), what, std::strerror(errno)));
}

}  // namespace lightloop::host
