// SPDX-License-Identifier: Apache-2.0
#include "host/report/header_lines.hpp"

#include <fmt/format.h>

#include "host/base/text_wrap.hpp"

namespace lightloop::host {

std::string header_line(std::string_view name, std::string_view value, int columns) {
  return wrap(fmt::format("# {:<9} ", name), fmt::format("# {:<9} ", ""), value, columns);
}

}  // namespace lightloop::host
