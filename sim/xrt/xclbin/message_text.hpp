// SPDX-License-Identifier: Apache-2.0
// Numbers of a file as messages show them.
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

}  // namespace lightloop::xclbin
