// SPDX-License-Identifier: Apache-2.0
#include "sim/base/in_quotes.hpp"

#include <cstddef>
#include <cstdint>

namespace lightloop {
namespace {

constexpr std::size_t kMostBytes = 80;

std::uint32_t byte_at(std::string_view text, std::size_t index) {
  return static_cast<unsigned char>(text[index]);
}

// Bytes of a character of UTF-8 that begins with `first`; 0 when none does.
std::size_t character_bytes(std::uint32_t first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

// Bytes of the character that `text` begins with, when it can be shown; else 0.
std::size_t shown_bytes(std::string_view text) {
  const std::uint32_t first = byte_at(text, 0);
  const std::size_t bytes = character_bytes(first);
  if (bytes == 0 || bytes > text.size()) return 0;
  if (bytes == 1) return first >= 0x20 && first != 0x7F ? 1 : 0;
  std::uint32_t code = first & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte_at(text, i) & 0xC0U) != 0x80U) return 0;
    code = code << 6U | (byte_at(text, i) & 0x3FU);
  }
  if (code < 0xA0) return 0;                 // C1
  if (bytes == 3 && code < 0x800) return 0;  // longer than need be
  if (bytes == 4 && (code < 0x10000 || code > 0x10FFFF)) return 0;
  return code >= 0xD800 && code <= 0xDFFF ? 0 : bytes;  // halves of UTF-16
}

std::string escaped(std::uint32_t byte) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  return {'\\', 'x', kDigits[byte >> 4U], kDigits[byte & 15U]};
}

}  // namespace

std::string in_quotes(std::string_view text) {
  std::string result = "'";
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t shown = shown_bytes(text.substr(at));
    if (at + (shown == 0 ? 1 : shown) > kMostBytes) break;
    if (shown == 0)
      result += escaped(byte_at(text, at++));
    else
      result += text.substr(at, shown);
    at += shown;
  }
  return result + (at < text.size() ? "...'" : "'");
}

}  // namespace lightloop
