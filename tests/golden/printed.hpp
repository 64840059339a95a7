// SPDX-License-Identifier: Apache-2.0
// Comparison with a number as a table prints it.
#pragma once

#include <cmath>
#include <cstdlib>
#include <string>

namespace lightloop::golden {

/// Half a unit of the last printed digit: "8.93e-3" -> 0.005e-3.
inline double half_unit(const std::string& printed) {
  const std::size_t exponent_at = printed.find('e');
  const std::string mantissa = printed.substr(0, exponent_at);
  const int exponent =
      exponent_at == std::string::npos ? 0 : std::stoi(printed.substr(exponent_at + 1));
  const std::size_t point = mantissa.find('.');
  const int decimals =
      point == std::string::npos ? 0 : static_cast<int>(mantissa.size() - point - 1);
  return 0.5 * std::pow(10.0, exponent - decimals);
}

/// True when `value`, rounded to the digits that are printed, is the printed number.
inline bool agrees_with_printed(double value, const std::string& printed) {
  return std::abs(value - std::strtod(printed.c_str(), nullptr)) <=
         half_unit(printed) * (1.0 + 1e-9);
}

}  // namespace lightloop::golden
