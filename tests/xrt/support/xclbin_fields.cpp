// SPDX-License-Identifier: Apache-2.0
#include "tests/xrt/support/xclbin_fields.hpp"

#include <algorithm>
#include <stdexcept>

namespace lightloop::xrt_test {

std::uint64_t get_field(const Bytes& bytes, std::size_t offset, unsigned width) {
  std::uint64_t value = 0;
  for (unsigned i = width; i > 0; --i)
    value = (value << 8) | std::to_integer<std::uint64_t>(bytes.at(offset + i - 1));
  return value;
}

void set_field(Bytes& bytes, std::size_t offset, unsigned width, std::uint64_t value) {
  for (unsigned i = 0; i < width; ++i)
    bytes.at(offset + i) = static_cast<std::byte>(value >> (8 * i));
}

std::size_t section_header(const Bytes& xclbin, std::uint32_t kind) {
  const auto count = get_field(xclbin, 448, 4);
  for (std::size_t i = 0; i < count; ++i)
    if (get_field(xclbin, 456 + 40 * i, 4) == kind) return 456 + 40 * i;
  throw std::runtime_error("no section of kind " + std::to_string(kind));
}

std::size_t section_start(const Bytes& xclbin, std::uint32_t kind) {
  return get_field(xclbin, section_header(xclbin, kind) + 24, 8);
}

std::size_t zip_record(const Bytes& archive, const std::string& signature, unsigned index) {
  const Bytes wanted = to_bytes(signature);
  auto at = archive.begin();
  for (unsigned i = 0;; ++i, ++at) {
    at = std::search(at, archive.end(), wanted.begin(), wanted.end());
    if (at == archive.end()) throw std::runtime_error("no such record");
    if (i == index) return static_cast<std::size_t>(at - archive.begin());
  }
}

}  // namespace lightloop::xrt_test
