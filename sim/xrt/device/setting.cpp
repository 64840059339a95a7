// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/setting.hpp"

#include <cstdlib>
#include <fmt/format.h>
#include <stdexcept>

namespace lightloop::xrt_device {

double parse_setting(const char* variable, const char* text, const char* expected, double most) {
  char* end = nullptr;
  const double value = std::strtod(text, &end);
  if (end == text || *end != '\0' || !(value > 0) || value > most)
    throw std::runtime_error(
        fmt::format("{}: found \"{}\", expected {}", variable, text, expected));
  return value;
}

}  // namespace lightloop::xrt_device
