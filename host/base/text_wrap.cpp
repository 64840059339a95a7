// SPDX-License-Identifier: Apache-2.0
#include "host/base/text_wrap.hpp"

#include <algorithm>
#include <cstddef>

namespace lightloop::host {
namespace {

std::string without_end_blanks(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

// One line of the text. `line` is what stands before it.
std::string wrap_line(std::string line, std::string_view rest, std::string_view text,
                      std::size_t columns) {
  std::string result;
  std::size_t begin = line.size();  // where words of `line` begin
  while (!text.empty()) {
    const std::size_t blanks = std::min(text.find_first_not_of(' '), text.size());
    const std::size_t end = std::min(text.find(' ', blanks), text.size());
    const std::string_view word = text.substr(blanks, end - blanks);
    if (line.size() > begin && line.size() + end > columns) {
      result += without_end_blanks(line) + "\n";
      line = rest;
      begin = line.size();
      line += word;
    } else {
      line += text.substr(0, end);
    }
    text.remove_prefix(end);
  }
  return result + without_end_blanks(line) + "\n";
}

}  // namespace

std::string wrap(std::string_view first, std::string_view rest, std::string_view text,
                 int columns) {
  std::string result;
  std::string_view indent = first;
  for (;;) {
    const std::size_t end = text.find('\n');
    result += wrap_line(std::string(indent), rest, text.substr(0, end),
                        static_cast<std::size_t>(columns));
    if (end == std::string_view::npos) return result;
    text.remove_prefix(end + 1);
    indent = rest;
  }
}

}  // namespace lightloop::host
