// SPDX-License-Identifier: Apache-2.0
#include "host/cli/terminal.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

#include "host/base/text_wrap.hpp"

namespace lightloop::host {
namespace {

constexpr int kLeast = 40;
constexpr int kMost = 1000;

// 0: not said.
int columns_of_environment() {
  const char* variable = std::getenv("COLUMNS");
  if (variable == nullptr) return 0;
  const std::string_view text(variable);
  int columns = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), columns);
  return error == std::errc() && end == text.data() + text.size() && columns > 0 ? columns : 0;
}

int columns_of_device(int descriptor) {
  winsize size{};
  return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

int terminal_columns(int descriptor) {
  if (::isatty(descriptor) != 1) return kPlainColumns;
  int columns = columns_of_environment();
  if (columns == 0) columns = columns_of_device(descriptor);
  if (columns == 0) return kPlainColumns;
  return std::clamp(columns, kLeast, kMost);
}

}  // namespace lightloop::host
