// SPDX-License-Identifier: Apache-2.0
#include "host/cli/whole_number.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <optional>

#include "host/base/errors.hpp"
#include "sim/base/in_quotes.hpp"

namespace lightloop::host {
namespace {

constexpr int kMostDigits = std::numeric_limits<std::uint64_t>::digits10 + 1;

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<std::uint64_t> read_digits(std::string_view digits, int base) {
  std::uint64_t value = 0;
  const char* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, value, base);
  if (error != std::errc() || end != last) return std::nullopt;
  return value;
}

// The power of ten behind "e".
std::optional<int> read_exponent(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (!all_digits(text)) return std::nullopt;
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || value > 10000) return std::nullopt;
  return negative ? -value : value;
}

// 12, 12.5e3, 1e6. Worked out with digits, since a double has 53 bits only.
std::optional<std::uint64_t> read_decimal(std::string_view text) {
  int exponent = 0;
  if (const auto e = text.find_first_of("eE"); e != std::string_view::npos) {
    const auto given = read_exponent(text.substr(e + 1));
    if (!given) return std::nullopt;
    exponent = *given;
    text = text.substr(0, e);
  }
  const auto point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  if (!all_digits(whole) || (whole.size() > 1 && whole.front() == '0')) return std::nullopt;
  std::string digits(whole);
  if (point != std::string_view::npos) {
    const std::string_view part = text.substr(point + 1);
    if (!all_digits(part) || part.size() > 10000) return std::nullopt;
    digits += part;
    exponent -= static_cast<int>(part.size());
  }
  digits.erase(0, digits.find_first_not_of('0'));
  if (digits.empty()) return 0;
  for (; exponent < 0; ++exponent) {
    if (!digits.ends_with('0')) return std::nullopt;
    digits.pop_back();
  }
  if (exponent > kMostDigits) return std::nullopt;
  digits.append(static_cast<std::size_t>(exponent), '0');
  return read_digits(digits, 10);
}

}  // namespace

std::string read_whole_number(std::string_view text, const WholeNumberRange& range) {
  const auto value = text.starts_with("0x") ? read_digits(text.substr(2), 16) : read_decimal(text);
  if (!value || *value < range.low || *value > range.high)
    throw InputError(fmt::format("found {}, expected a whole number from {} to {}{}",
                                 in_quotes(text), range.low, range.high,
                                 range.high >= 1000000 ? ", such as 1000000 or 1e6" : ""));
  return fmt::format("{}", *value);
}

CLI::Validator whole_number(const WholeNumberRange& range) {
  return CLI::Validator(
      [range](std::string& text) {
        try {
          text = read_whole_number(text, range);
          return std::string();
        } catch (const InputError& error) {
          return std::string(error.what());
        }
      },
      "");
}

}  // namespace lightloop::host
