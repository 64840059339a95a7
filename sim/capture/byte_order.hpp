// SPDX-License-Identifier: Apache-2.0
// Numbers in files of either byte order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace lightloop::capture {

enum class ByteOrder { kLittleEndian, kBigEndian };

/// The number in the first `bytes` bytes of `from`, which has them.
inline std::uint32_t get_number(std::span<const std::uint8_t> from, std::size_t bytes,
                                ByteOrder order) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i)
    value = value << 8 | from[order == ByteOrder::kBigEndian ? i : bytes - 1 - i];
  return value;
}

inline std::uint16_t get16(std::span<const std::uint8_t> from, ByteOrder order) {
  return static_cast<std::uint16_t>(get_number(from, 2, order));
}

inline std::uint32_t get32(std::span<const std::uint8_t> from, ByteOrder order) {
  return get_number(from, 4, order);
}

/// Puts the lowest `bytes` bytes of a number at the beginning of `to`, which has room for them.
inline void put_number(std::span<std::uint8_t> to, std::size_t bytes, std::uint32_t value,
                       ByteOrder order) {
  for (std::size_t i = 0; i < bytes; ++i)
    to[order == ByteOrder::kLittleEndian ? i : bytes - 1 - i] =
        static_cast<std::uint8_t>(value >> (8 * i));
}

}  // namespace lightloop::capture
