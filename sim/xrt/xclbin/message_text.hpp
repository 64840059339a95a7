// SPDX-License-Identifier: Apache-2.0
// Numbers and texts of a file as messages show them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lightloop::xclbin {

/// 0x and hexadecimal digits.
inline std::string hex(std::uint64_t value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (; value != 0 || text.empty(); value >>= 4) text.insert(text.begin(), kDigits[value & 15]);
  return "0x" + text;
}

/// A text in quotes: what is not printable ASCII shows as '?', and the end of a long text as dots.
inline std::string in_quotes(std::string_view text) {
  constexpr std::size_t kMost = 80;
  std::string result = "'";
  for (const char character : text.substr(0, kMost))
    result.push_back(character >= ' ' && character <= '~' ? character : '?');
  return result + (text.size() > kMost ? "...'" : "'");
}

}  // namespace lightloop::xclbin
