// SPDX-License-Identifier: Apache-2.0
#include "host/base/atomic_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "host/base/errors.hpp"

namespace lightloop::host {

AtomicFile::AtomicFile(std::filesystem::path destination) : destination_(std::move(destination)) {
  std::error_code error;
  // A link stays a link: what it points to is replaced.
  if (std::filesystem::is_symlink(destination_, error)) {
    const auto target = std::filesystem::weakly_canonical(destination_, error);
    if (!error) destination_ = target;
  }
  const auto status = std::filesystem::status(destination_, error);
  if (std::filesystem::is_directory(status)) {
    errno = EISDIR;
    fail("cannot write");
  }
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    stream_ = open_stdio_file(destination_.c_str(), "wb");
    if (!stream_) fail("cannot write");
    return;
  }
  const int descriptor = open_temporary();
  // So far only the owner may read it; give the permissions of the former file, else the usual.
  const mode_t mask = ::umask(0);
  ::umask(mask);
  const mode_t mode = std::filesystem::exists(status)
                          ? static_cast<mode_t>(status.permissions()) & 0777
                          : 0666 & ~mask;
  static_cast<void>(::fchmod(descriptor, mode));
  stream_.reset(::fdopen(descriptor, "wb"));
  if (!stream_) fail("cannot write");
}

AtomicFile::~AtomicFile() {
  stream_.reset();
  std::error_code ignored;
  if (!temporary_.empty()) std::filesystem::remove(temporary_, ignored);
}

void AtomicFile::write(std::span<const unsigned char> bytes) {
  if (bytes.empty()) return;
  if (std::fwrite(bytes.data(), 1, bytes.size(), stream_.get()) != bytes.size())
    fail("cannot write");
}

void AtomicFile::commit() {
  if (std::fflush(stream_.get()) != 0) fail("cannot write");
  if (nameless_) name_temporary();
  if (temporary_.empty()) return;
  if (std::rename(temporary_.c_str(), destination_.c_str()) != 0) fail("cannot move into place");
  temporary_.clear();
}

int AtomicFile::open_temporary() {
  const auto parent = destination_.parent_path();
  const int nameless =
      ::open(parent.empty() ? "." : parent.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  nameless_ = nameless >= 0;
  if (nameless_) return nameless;
  // Not every file system has files without a name.
  std::string name = destination_.string() + ".XXXXXX";
  const int named = ::mkstemp(name.data());
  if (named < 0) fail("cannot make a file in its directory");
  temporary_ = name;
  return named;
}

void AtomicFile::name_temporary() {
  const std::string file = fmt::format("/proc/self/fd/{}", ::fileno(stream_.get()));
  for (int attempt = 0; attempt < 100; ++attempt) {
    const std::string name = fmt::format("{}.{}-{}", destination_.string(), ::getpid(), attempt);
    if (::linkat(AT_FDCWD, file.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0) {
      temporary_ = name;
      nameless_ = false;
      return;
    }
    if (errno != EEXIST) break;
  }
  fail("cannot give it a name");
}

void AtomicFile::fail(const char* what) const {
  throw InputError(fmt::format("{}: {}: {}", destination_.string(), what, std::strerror(errno)));
}

}  // namespace lightloop::host
