// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/read_request.hpp"

#include <cstring>

#include "sim/xrt/compat/wire_format.hpp"

namespace lightloop::xrt_compat {
namespace {

// Byte fields up to this length stay: the device's handle among them.
constexpr std::size_t kShort = 64;

}  // namespace

std::size_t copy_read_request(std::span<const std::byte> request, std::span<std::byte> to) {
  WireReader reader(request);
  std::size_t copied = 0;
  while (!reader.at_end()) {
    const auto field = reader.next();
    if (!field) {
      std::memcpy(to.data(), request.data(), request.size());
      return request.size();
    }
    if (field->bytes.size() > kShort) continue;
    std::memcpy(to.data() + copied, field->encoded.data(), field->encoded.size());
    copied += field->encoded.size();
  }
  return copied;
}

}  // namespace lightloop::xrt_compat
