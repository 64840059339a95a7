// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/xclbin/byte_range.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace lightloop::xclbin {

struct ByteRange::File {
  explicit File(int descriptor) : fd(descriptor) {}
  ~File() { close(fd); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int fd;
};

ByteRange::ByteRange(std::span<const std::byte> bytes)
    : memory_(bytes.data()), size_(bytes.size()) {}

ByteRange ByteRange::of_file(const std::filesystem::path& path) {
  // Without O_NONBLOCK, opening a pipe would wait for somebody who writes into it.
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) throw std::runtime_error(errno == ENOENT ? "no such file" : std::strerror(errno));
  ByteRange range;
  range.file_ = std::make_shared<const File>(fd);
  struct stat status {};
  if (fstat(fd, &status) != 0) throw std::runtime_error(std::strerror(errno));
  if (!S_ISREG(status.st_mode)) throw std::runtime_error("is not a regular file");
  range.size_ = static_cast<std::uint64_t>(status.st_size);
  return range;
}

std::optional<ByteRange> ByteRange::slice(std::uint64_t offset, std::uint64_t length) const {
  if (offset > size_ || length > size_ - offset) return std::nullopt;
  ByteRange part = *this;
  if (part.memory_ != nullptr) part.memory_ += offset;
  part.start_ += offset;
  part.size_ = length;
  return part;
}

void ByteRange::read(std::uint64_t offset, std::span<std::byte> target) const {
  if (offset > size_ || target.size() > size_ - offset)
    throw std::out_of_range("ByteRange::read: beyond the end");
  if (!file_) {
    std::copy_n(memory_ + offset, target.size(), target.begin());
    return;
  }
  for (std::uint64_t at = start_ + offset; !target.empty();) {
    const ssize_t n = pread(file_->fd, target.data(), target.size(), static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw std::runtime_error(std::strerror(errno));
    if (n == 0) throw std::runtime_error("could not be read to its end");
    at += static_cast<std::uint64_t>(n);
    target = target.subspan(static_cast<std::size_t>(n));
  }
}

std::vector<std::byte> ByteRange::read(std::uint64_t offset, std::uint64_t length) const {
  std::vector<std::byte> bytes(length);
  read(offset, bytes);
  return bytes;
}

}  // namespace lightloop::xclbin
