// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdarg>
#include <cstdio>
#include <string>
#include <vector>

#include "sim/xrt/compat/console.hpp"
#include "sim/xrt/compat/driver_hooks.hpp"

namespace lightloop::xrt_compat {
namespace {

// All of these keep the driver's messages out of the program's standard output; see console.hpp.

int filtered_puts(const char* text) {
  print_to_driver_console(std::string(text) + "\n");
  return 0;
}

int filtered_vprintf(const char* format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  const int length = std::vsnprintf(nullptr, 0, format, again);
  va_end(again);
  if (length < 0) return length;
  std::vector<char> text(static_cast<std::size_t>(length) + 1);
  std::vsnprintf(text.data(), text.size(), format, arguments);
  print_to_driver_console({text.data(), static_cast<std::size_t>(length)});
  return length;
}

int filtered_printf(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const int length = filtered_vprintf(format, arguments);
  va_end(arguments);
  return length;
}

// What printf is called in a library that was built with _FORTIFY_SOURCE.
int filtered_checked_printf(int, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const int length = filtered_vprintf(format, arguments);
  va_end(arguments);
  return length;
}

int filtered_putchar(int character) {
  const char text = static_cast<char>(character);
  print_to_driver_console({&text, 1});
  return character;
}

}  // namespace

std::span<const Redirect> console_hooks() {
  static const std::array<Redirect, 5> table = {{
      {"puts", hook_address(filtered_puts)},
      {"printf", hook_address(filtered_printf)},
      {"__printf_chk", hook_address(filtered_checked_printf)},
      {"putchar", hook_address(filtered_putchar)},
      // std::cout, an object: the slot holds its address as those of functions hold theirs.
      {"_ZSt4cout", &driver_console()},
  }};
  return table;
}

}  // namespace lightloop::xrt_compat
