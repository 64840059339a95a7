// SPDX-License-Identifier: Apache-2.0
#include "host/cli/snr_list.hpp"

#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <string_view>

#include "host/base/errors.hpp"
#include "host/profile/profile.hpp"
#include "sim/base/in_quotes.hpp"

namespace lightloop::host {
namespace {

constexpr double kMaxPoints = 1000;

[[noreturn]] void refuse_snr(const std::string& text, std::string_view expected) {
  throw InputError(fmt::format("--snr: found {}, expected {}", in_quotes(text), expected));
}

double parse_number(const std::string& text, std::string_view part) {
  double value = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
  if (error != std::errc() || end != part.data() + part.size() || !std::isfinite(value))
    refuse_snr(text, "a number of dB, a list 15,16,17.5 or a range FIRST:LAST:STEP");
  return value;
}

std::vector<double> split(const std::string& text, char separator) {
  std::vector<double> values;
  std::string_view rest(text);
  for (;;) {
    const auto at = rest.find(separator);
    values.push_back(parse_number(text, rest.substr(0, at)));
    if (at == std::string_view::npos) return values;
    rest.remove_prefix(at + 1);
  }
}

std::vector<double> parse_range(const std::string& text) {
  const auto parts = split(text, ':');
  if (parts.size() > 3) refuse_snr(text, "a range FIRST:LAST:STEP");
  const double first = parts[0];
  const double last = parts[1];
  const double step = parts.size() == 3 ? parts[2] : 1.0;
  if (step <= 0 || last < first)
    refuse_snr(text, "a range with LAST not below FIRST and STEP above 0");
  // A part of a step is forgiven: 0.1 is no binary number, and 17 must be the end of 16:17:0.1.
  const double count = std::floor((last - first) / step + 1e-6) + 1;
  if (count > kMaxPoints) refuse_snr(text, fmt::format("at most {} points", kMaxPoints));
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < static_cast<int>(count); ++i)
    // Rounded to a millionth, so that a point has the same value as when it is given alone.
    values.push_back(std::round((first + i * step) * 1e6) / 1e6);
  return values;
}

}  // namespace

std::vector<double> parse_snr_list(const std::string& text) {
  auto values = text.find(':') != std::string::npos ? parse_range(text) : split(text, ',');
  for (const double value : values)
    if (value < kLowestSnrDb || value > kHighestSnrDb)
      refuse_snr(text, fmt::format("{} to {} dB", kLowestSnrDb, kHighestSnrDb));
  return values;
}

}  // namespace lightloop::host
