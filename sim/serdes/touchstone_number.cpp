// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/touchstone_number.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <system_error>

namespace lightloop::serdes {
namespace {

template <typename Number>
std::errc read_whole(std::string_view word, Number& value) {
  const char* const end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, value);
  return stop == end ? error : std::errc::invalid_argument;
}

}  // namespace

std::string to_upper(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return result;
}

std::optional<double> parse_touchstone_number(std::string_view word) {
  if (word.starts_with('+')) {
    word.remove_prefix(1);
    if (word.starts_with('-')) return std::nullopt;
  }
  double value = 0;
  std::errc error = read_whole(word, value);
  if (error == std::errc::invalid_argument) {
    std::string text(word);
    std::ranges::replace_if(
        text, [](char c) { return c == 'd' || c == 'D'; }, 'e');
    error = read_whole(std::string_view(text), value);
  }
  if (error == std::errc::result_out_of_range) {
    // Too large is an error, too small is not.
    long double wide = 0;
    if (read_whole(word, wide) != std::errc{} || std::abs(wide) >= 1) return std::nullopt;
    return static_cast<double>(wide);
  }
  if (error != std::errc{} || !std::isfinite(value)) return std::nullopt;
  return value;
}

bool is_minus_infinity(std::string_view word) {
  std::string text = to_upper(word);
  while (text.starts_with("-1.#INF") && text.ends_with('0')) text.pop_back();
  return text == "-INF" || text == "-INFINITY" || text == "-1.#INF";
}

}  // namespace lightloop::serdes
