// SPDX-License-Identifier: Apache-2.0
#include "host/base/input_file.hpp"

#include <algorithm>
#include <array>
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

[[noreturn]] void fail(const std::filesystem::path& path, const char* what) {
  throw InputError(fmt::format("{}: cannot read: {}", path.string(), what));
}

// Whether there may be nothing to read yet.
bool is_pipe(const Descriptor& file) {
  const mode_t mode = status_of(file).st_mode;
  return S_ISFIFO(mode) || S_ISSOCK(mode) || ::isatty(file.get()) == 1;
}

// As long as nobody has opened it for writing, a pipe seems to have ended; afterwards to have
// nothing yet. tee() sees the difference and takes nothing from it.
void wait_for_writer(const Descriptor& pipe, const std::filesystem::path& path) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail(path, std::strerror(errno));
  const Descriptor from(ends[0]);
  const Descriptor to(ends[1]);
  const auto end = std::chrono::steady_clock::now() + kWriterPatience;
  while (::tee(pipe.get(), to.get(), 1, SPLICE_F_NONBLOCK) == 0) {
    if (std::chrono::steady_clock::now() > end)
      throw InputError(fmt::format("{}: found a pipe that nobody writes, waited {} s",
                                   path.string(), kWriterPatience.count()));
    std::this_thread::sleep_for(kPoll);
  }
}

}  // namespace

Descriptor open_input(const std::filesystem::path& path) {
  const auto own = find_own_descriptor(path);
  Descriptor file =
      own ? Descriptor(::fcntl(*own, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)) : open_now(path);
  if (!file) fail(path, std::strerror(errno));
  const struct stat status = status_of(file);
  const bool null = S_ISCHR(status.st_mode) && status.st_rdev == ::makedev(1, 3);
  if (!S_ISREG(status.st_mode) && !is_pipe(file) && !null)
    throw InputError(fmt::format("{}: found {}, expected a file or a pipe", path.string(),
                                 describe(status.st_mode)));
  if (own) return file;
  if (S_ISFIFO(status.st_mode)) wait_for_writer(file, path);
  static_cast<void>(::fcntl(file.get(), F_SETFL, O_RDONLY));
  return file;
}

InputFile::InputFile(const std::filesystem::path& path)
    : path_(path), file_(open_input(path)), pipe_(is_pipe(file_)) {}

std::size_t InputFile::read(std::span<std::uint8_t> buffer,
                            const std::function<bool()>& interrupted) {
  std::size_t done = 0;
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
    if (errno != EINTR) fail(path_, std::strerror(errno));
  }
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
