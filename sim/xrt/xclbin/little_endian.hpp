// SPDX-License-Identifier: Apache-2.0
// Reading of little-endian fields out of bytes that may end anywhere.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace lightloop::xclbin {

/// The unsigned integer at `offset`; nothing when it does not lie wholly inside `bytes`.
template <std::unsigned_integral Integer>
std::optional<Integer> read_le(std::span<const std::byte> bytes, std::uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(Integer)) return std::nullopt;
  Integer value = 0;
  for (std::size_t i = sizeof(Integer); i > 0; --i)
    value = static_cast<Integer>((static_cast<std::uint64_t>(value) << 8) |
                                 std::to_integer<std::uint64_t>(bytes[offset + i - 1]));
  return value;
}

/// The text of a fixed-size field, up to its first NUL; nothing when it has none.
inline std::optional<std::string> read_text(std::span<const std::byte> field) {
  std::string text;
  for (const std::byte character : field) {
    if (character == std::byte{0}) return text;
    text.push_back(static_cast<char>(character));
  }
  return std::nullopt;
}

}  // namespace lightloop::xclbin
