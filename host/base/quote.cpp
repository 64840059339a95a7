// SPDX-License-Identifier: Apache-2.0
#include "host/base/quote.hpp"

#include <fmt/format.h>

namespace lightloop::host {
namespace {

constexpr std::size_t kMostBytes = 60;

// The length of the beginning that is shown; no character of UTF-8 is cut in two.
std::size_t shown_bytes(std::string_view text) {
  if (text.size() <= kMostBytes) return text.size();
  std::size_t length = kMostBytes;
  while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) --length;
  return length;
}

}  // namespace

std::string quote(std::string_view text) {
  const std::size_t length = shown_bytes(text);
  std::string result = "'";
  for (const char c : text.substr(0, length)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F)
      result += fmt::format("\\x{:02x}", byte);
    else
      result += c;
  }
  return result + (length < text.size() ? "...'" : "'");
}

}  // namespace lightloop::host
