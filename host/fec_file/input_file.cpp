// SPDX-License-Identifier: Apache-2.0
#include "host/fec_file/input_file.hpp"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>

#include "host/base/errors.hpp"

namespace lightloop::host {

InputFile::InputFile(const std::filesystem::path& path)
    : path_(path), stream_(open_stdio_file(path.c_str(), "rb")) {
  if (!stream_)
    throw InputError(fmt::format("{}: cannot read: {}", path.string(), std::strerror(errno)));
}

std::size_t InputFile::read(std::span<std::uint8_t> buffer) {
  const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), stream_.get());
  if (std::ferror(stream_.get()) != 0)
    throw InputError(fmt::format("{}: cannot read: {}", path_.string(), std::strerror(errno)));
  return count;
}

}  // namespace lightloop::host
