// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/console.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <mutex>
#include <streambuf>
#include <string>
#include <unistd.h>

#include "sim/xrt/compat/never_destroyed.hpp"

namespace lightloop::xrt_compat {
namespace {

// Not iostreams: std::cerr may be the very thing that a failing program is busy with.
void write_to_standard_error(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

bool is_verbose() {
  static const bool verbose = [] {
    const char* value = std::getenv("LIGHTLOOP_EMU_VERBOSE");
    return value && *value && std::string_view(value) != "0";
  }();
  return verbose;
}

class LineFilter : public std::streambuf {
 public:
  void append(std::string_view text) {
    const std::scoped_lock lock(mutex_);
    pending_ += text;
    for (auto end = pending_.find('\n'); end != std::string::npos; end = pending_.find('\n')) {
      const std::string line = pending_.substr(0, end + 1);
      pending_.erase(0, end + 1);
      if (is_verbose() || !is_chatter(line)) write_to_standard_error(line);
    }
  }

 protected:
  int_type overflow(int_type character) override {
    if (!traits_type::eq_int_type(character, traits_type::eof())) {
      const char text = traits_type::to_char_type(character);
      append({&text, 1});
    }
    return traits_type::not_eof(character);
  }

  std::streamsize xsputn(const char* text, std::streamsize length) override {
    append({text, static_cast<std::size_t>(length)});
    return length;
  }

 private:
  std::mutex mutex_;
  std::string pending_;
};

struct Console {
  LineFilter filter;
  std::ostream stream{&filter};
};

Console& console() { return never_destroyed<Console>(); }

}  // namespace

bool is_chatter(std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == ' ')) line.remove_suffix(1);
  if (line.empty()) return true;
  constexpr std::array<std::string_view, 8> kChatter = {
      "INFO:",
      "INFO ",
      "configuring penguin scheduler mode",
      "configuring dataflow mode",
      "scheduler config ",
      " server socket name is",
      " messageThread is exiting now",
      // The card was closed before its device had asked for anything.
      " unable to get a reliable socket connection",
  };
  return std::any_of(kChatter.begin(), kChatter.end(),
                     [&](std::string_view start) { return line.starts_with(start); });
}

std::ostream& driver_console() { return console().stream; }

void print_to_driver_console(std::string_view text) { console().filter.append(text); }

}  // namespace lightloop::xrt_compat
