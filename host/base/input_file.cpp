// SPDX-License-Identifier: Apache-2.0
#include "host/base/input_file.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <thread>
#include <unistd.h>

#include "host/base/errors.hpp"
#include "host/base/output_place.hpp"

namespace lightloop::host {
namespace {

constexpr auto kWriterPatience = std::chrono::seconds(3);
constexpr auto kPoll = std::chrono::milliseconds(100);

const char* describe(mode_t mode) {
  if (S_ISDIR(mode)) return "a directory";
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

// Not waiting for the writer of a pipe, nor for the content of what only looks like a file
// (/proc/kmsg).
Descriptor open_now(const std::filesystem::path& path) {
  return Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
}

struct stat status_of(const Descriptor& file) {
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0) status.st_mode = 0;
  return status;
}

}  // namespace

InputFile::InputFile(const std::filesystem::path& path) : path_(path) {
  const auto own = find_own_descriptor(path);
  file_ = own ? Descriptor(::fcntl(*own, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)) : open_now(path);
  if (!file_) fail(std::strerror(errno));
  const struct stat status = status_of(file_);
  const bool terminal = ::isatty(file_.get()) == 1;
  if (S_ISREG(status.st_mode)) return;
  if (S_ISCHR(status.st_mode) && status.st_rdev == ::makedev(1, 3)) return;  // /dev/null
  if (!terminal && !S_ISFIFO(status.st_mode) && !S_ISSOCK(status.st_mode))
    throw InputError(fmt::format("{}: found {}, expected a file or a pipe", path.string(),
                                 describe(status.st_mode)));
  pipe_ = true;
  if (own) return;
  if (S_ISFIFO(status.st_mode)) wait_for_writer();
  static_cast<void>(::fcntl(file_.get(), F_SETFL, O_RDONLY));
}

// As long as nobody has opened it for writing, a pipe reads as if it had ended; afterwards as one
// that has nothing yet.
void InputFile::wait_for_writer() {
  const auto end = std::chrono::steady_clock::now() + kWriterPatience;
  do {
    std::uint8_t byte = 0;
    const ssize_t count = ::read(file_.get(), &byte, 1);
    if (count > 0) first_ = byte;
    if (count != 0) return;
    std::this_thread::sleep_for(kPoll);
  } while (std::chrono::steady_clock::now() < end);
  throw InputError(fmt::format("{}: found a pipe that nobody writes, waited {} s", path_.string(),
                               kWriterPatience.count()));
}

std::size_t InputFile::read(std::span<std::uint8_t> buffer,
                            const std::function<bool()>& interrupted) {
  std::size_t done = 0;
  if (first_ && !buffer.empty()) {
    buffer[done++] = *first_;
    first_.reset();
  }
  while (done < buffer.size()) {
    if (pipe_) {
      pollfd waiting{file_.get(), POLLIN, 0};
      if (interrupted()) break;
      if (::poll(&waiting, 1, static_cast<int>(kPoll.count())) == 0) continue;
    }
    const std::size_t count = read_some(buffer.subspan(done));
    if (count == 0) break;
    done += count;
  }
  return done;
}

std::size_t InputFile::read_some(std::span<std::uint8_t> buffer) {
  for (;;) {
    const ssize_t count = ::read(file_.get(), buffer.data(), buffer.size());
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) fail(std::strerror(errno));
  }
}

void InputFile::fail(const std::string& what) const {
  throw InputError(fmt::format("{}: cannot read: {}", path_.string(), what));
}

void require_regular_file(const std::filesystem::path& path, std::uintmax_t limit,
                          const std::string& what) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0)
    throw InputError(fmt::format("{}: cannot read: {}", path.string(), std::strerror(errno)));
  if (!S_ISREG(status.st_mode))
    throw InputError(
        fmt::format("{}: found {}, expected {}", path.string(), describe(status.st_mode), what));
  if (static_cast<std::uintmax_t>(status.st_size) > limit)
    throw InputError(fmt::format("{}: found {} bytes, expected {} of at most {}", path.string(),
                                 status.st_size, what, limit));
}

std::string read_regular_file(const std::filesystem::path& path, std::uintmax_t limit,
                              const std::string& what) {
  require_regular_file(path, limit, what);
  const Descriptor file = open_now(path);
  if (!file)
    throw InputError(fmt::format("{}: cannot read: {}", path.string(), std::strerror(errno)));
  std::string text;
  for (bool more = true; more;) {
    // The size of what stands in /proc is not known beforehand: one byte more shows it.
    const std::size_t before = text.size();
    text.resize(std::min<std::uintmax_t>(limit + 1, before + 65536));
    const ssize_t count = ::read(file.get(), text.data() + before, text.size() - before);
    if (count < 0)
      throw InputError(fmt::format("{}: cannot read: {}", path.string(), std::strerror(errno)));
    text.resize(before + static_cast<std::size_t>(count));
    if (text.size() > limit)
      throw InputError(
          fmt::format("{}: found more than {} bytes, expected {}", path.string(), limit, what));
    more = count != 0;
  }
  return text;
}

}  // namespace lightloop::host
