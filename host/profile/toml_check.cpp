// SPDX-License-Identifier: Apache-2.0
#include "host/profile/toml_check.hpp"

#include <fmt/format.h>
#include <string>

#include "host/base/errors.hpp"

namespace lightloop::host {
namespace {

constexpr int kMostParts = 32;
constexpr std::size_t kDeepest = 32;

bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool begins_key(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '"' || c == '\'';
}

// Follows brackets, dots and strings. What is no TOML may mislead it, but only behind the place
// where the parser gives up.
class Check {
 public:
  Check(const std::filesystem::path& file, std::string_view text) : file_(file), text_(text) {}

  void run() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    for (bool line_start = true; at_ < text_.size();) {
      const char c = text_[at_];
      if (c == '#') {
        skip_comment();
      } else if (c == '"' || c == '\'') {
        skip_string(c);
      } else if (c == '[' && line_start && open_.empty()) {
        table_header();
      } else {
        take(c);
        line_start = c == '\n' || (line_start && is_blank(c));
        continue;
      }
      line_start = false;
    }
  }

 private:
  [[noreturn]] void fail(const std::string& found, const char* expected) const {
    throw InputError(fmt::format("{}:{}: not TOML: found {}, expected {}", file_.string(), line_,
                                 found, expected));
  }

  void take(char c) {
    if ((static_cast<unsigned char>(c) & 0x80U) != 0)
      fail(fmt::format("byte {:#04x} outside strings and comments", static_cast<unsigned char>(c)),
           "ASCII");
    if ((c == 'T' || c == 't') && in_value() && is_digit(at_ - 1) && !is_digit(at_ + 1))
      fail("a date without a time behind its T", "a number, a string, ...");
    ++at_;
    if (c == '\n') ++line_;
    if (c == '\n') header_ = false;
    if (c == '=') after_equals_ = true;
    if (c == '\n' || c == ',' || c == '{' || c == '}') after_equals_ = false;
    if (c == '[' || c == '{') {
      open_ += c;
      if (open_.size() > kDeepest)
        fail(fmt::format("more than {} brackets within each other", kDeepest), "a profile");
    } else if (c == ']' || c == '}') {
      if (open_.empty() || open_.back() != (c == ']' ? '[' : '{'))
        fail(fmt::format("'{}' without its partner", c), "brackets in pairs");
      open_.pop_back();
    }
    if (c == '.') {
      if (++parts_ > kMostParts)
        fail(fmt::format("a key of more than {} parts", kMostParts), "a profile");
    } else if (c == '=' || c == ',' || c == '\n' || c == '[' || c == '{' || c == ']' || c == '}') {
      parts_ = 1;
    }
  }

  bool in_value() const {
    return !header_ && (after_equals_ || (!open_.empty() && open_.back() == '['));
  }

  bool is_digit(std::size_t at) const {
    return at < text_.size() && text_[at] >= '0' && text_[at] <= '9';
  }

  // At the first bracket of [key] or [[key]].
  void table_header() {
    header_ = true;
    take('[');
    if (at_ < text_.size() && text_[at_] == '[') take('[');
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    if (at_ == text_.size() || !begins_key(text_[at_]))
      fail("'[' without a key behind it", "the name of a table");
  }

  void skip_comment() {
    while (at_ < text_.size() && text_[at_] != '\n') ++at_;
  }

  void skip_string(char quote) {
    const std::string three(3, quote);
    const bool many_lines = text_.substr(at_).starts_with(three);
    const std::string_view end =
        many_lines ? std::string_view(three) : std::string_view(three).substr(2);
    at_ += end.size();
    while (at_ < text_.size()) {
      if (text_.substr(at_).starts_with(end)) {
        at_ += end.size();
        return;
      }
      if (text_[at_] == '\n') {
        if (!many_lines) return;  // for the parser to refuse
        ++line_;
      }
      const bool escape =
          quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] != '\n';
      at_ += escape ? 2 : 1;
    }
  }

  const std::filesystem::path& file_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::string open_;           // brackets
  bool header_ = false;        // in the line of [key]
  bool after_equals_ = false;  // of the key of this line, or of this pair of an inline table
  int parts_ = 1;              // of the dotted key that may stand here
};

}  // namespace

void check_toml(const std::filesystem::path& file, std::string_view text) {
  Check(file, text).run();
}

}  // namespace lightloop::host
