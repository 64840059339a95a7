// SPDX-License-Identifier: Apache-2.0
#include "host/cli/whole_number.hpp"

#include <charconv>
#include <cstdint>
#include <fmt/format.h>
#include <limits>
#include <string_view>

namespace lightloop::host {

std::string check_whole_number(const std::string& text) {
  const bool hexadecimal = text.starts_with("0x");
  const std::string_view digits = std::string_view(text).substr(hexadecimal ? 2 : 0);
  const bool octal = !hexadecimal && digits.size() > 1 && digits.front() == '0';
  std::uint64_t value = 0;
  const char* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, value, hexadecimal ? 16 : 10);
  if (error == std::errc() && end == last && !octal) return {};
  return fmt::format("found '{}', expected a whole number from 0 to {}", text,
                     std::numeric_limits<std::uint64_t>::max());
}

}  // namespace lightloop::host
