// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/touchstone_scanner.hpp"

#include <cctype>
#include <fmt/format.h>
#include <utility>

namespace lightloop::serdes {
namespace {

// Ctrl-Z ends text files of old systems.
bool is_space(int c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == 0x1A; }
bool is_line_end(int c) { return c == '\n' || c == '\r'; }
bool is_control(int c) { return c < 0x20 || c == 0x7F; }

}  // namespace

TouchstoneScanner::TouchstoneScanner(std::istream& stream, std::string_view name)
    : stream_(stream), name_(name) {
  check_encoding();
}

void TouchstoneScanner::fail(const TouchstoneToken& token, std::string_view found,
                             std::string_view expected) const {
  throw TouchstoneError(fmt::format("{} found {}, expected {}", place(token), found, expected));
}

std::string TouchstoneScanner::place(const TouchstoneToken& token) const {
  return fmt::format("{}:{}:{}:", name_, token.line, token.column);
}

void TouchstoneScanner::fail_line(std::size_t line, std::string_view found,
                                  std::string_view expected) const {
  throw TouchstoneError(fmt::format("{}:{}: found {}, expected {}", name_, line, found, expected));
}

bool TouchstoneScanner::fill() {
  if (stream_.bad()) throw TouchstoneError(name_ + ": read error");
  stream_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  position_ = 0;
  filled_ = static_cast<std::size_t>(stream_.gcount());
  bytes_read_ += filled_;
  if (stream_.bad()) throw TouchstoneError(name_ + ": read error");
  if (bytes_read_ > kMostBytes) {
    fail_line(line_, fmt::format("more than {} MiB", kMostBytes >> 20),
              "a file of at most that size");
  }
  return filled_ > 0;
}

int TouchstoneScanner::peek() {
  if (position_ == filled_ && !fill()) return kEnd;
  const auto byte = static_cast<unsigned char>(buffer_[position_]);
  if (byte == 0) {
    fail_line(line_, "a NUL byte: UTF-16 text or binary data",
              "ASCII or UTF-8 text (iconv -f UTF-16 -t UTF-8 converts)");
  }
  return byte;
}

void TouchstoneScanner::advance() {
  ++position_;
  ++column_;
}

void TouchstoneScanner::check_encoding() {
  if (!fill()) return;
  const std::string_view text(buffer_.data(), filled_);
  const auto refuse = [&](std::string_view what, std::string_view expected) {
    throw TouchstoneError(fmt::format("{}: found {}, expected {}", name_, what, expected));
  };
  if (text.starts_with("\xEF\xBB\xBF")) {
    position_ = 3;
  } else if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    refuse("UTF-16 text (byte order mark)",
           "ASCII or UTF-8 text (iconv -f UTF-16 -t UTF-8 converts)");
  } else if (text.starts_with("\x1F\x8B") || text.starts_with("PK\x03\x04")) {
    refuse("a compressed file", "Touchstone text: unpack it first");
  }
}

void TouchstoneScanner::skip_comment() {
  for (int c = peek(); c != kEnd && !is_line_end(c); c = peek()) advance();
}

void TouchstoneScanner::end_line() {
  const bool carriage_return = peek() == '\r';
  advance();
  if (carriage_return && peek() == '\n') advance();
  ++line_;
  column_ = 1;
}

void TouchstoneScanner::read_word() {
  token_.kind = TouchstoneToken::Kind::kWord;
  for (int c = peek(); c != kEnd && c != '!' && !is_space(c) && !is_line_end(c); c = peek()) {
    if (is_control(c)) {
      fail(token_, fmt::format("control character 0x{:02X}", c), "printable text");
    }
    if (token_.text.size() <= kLongestWord) token_.text += static_cast<char>(c);
    advance();
  }
  if (token_.text.size() > kLongestWord) token_.text += "...";
}

// "[Number of  Ports]": one space between words. Where the line ends before the bracket closes, the
// text so far is a word.
void TouchstoneScanner::read_keyword() {
  token_.kind = TouchstoneToken::Kind::kKeyword;
  advance();
  for (int c = peek(); c != ']'; c = peek()) {
    if (c == kEnd || is_line_end(c) || token_.text.size() >= kLongestWord) {
      token_.kind = TouchstoneToken::Kind::kWord;
      token_.text.insert(token_.text.begin(), '[');
      return;
    }
    const bool space = is_space(c);
    if (!space) token_.text += static_cast<char>(std::toupper(c));
    if (space && !token_.text.empty() && token_.text.back() != ' ') token_.text += ' ';
    advance();
  }
  advance();
  if (token_.text.ends_with(' ')) token_.text.pop_back();
}

// True where a word, keyword or '#' begins; false at the end of a line with tokens and of the file.
bool TouchstoneScanner::skip_to_token() {
  while (true) {
    const int c = peek();
    token_.line = line_;
    token_.column = column_;
    if (c == kEnd || is_line_end(c)) {
      const bool report = std::exchange(line_has_tokens_, false);
      if (c != kEnd) end_line();
      if (c != kEnd && !report) continue;
      token_.kind = report ? TouchstoneToken::Kind::kEndOfLine : TouchstoneToken::Kind::kEndOfFile;
      return false;
    }
    if (c == '!') {
      skip_comment();
    } else if (is_space(c)) {
      advance();
    } else {
      return true;
    }
  }
}

const TouchstoneToken& TouchstoneScanner::next() {
  token_.text.clear();
  if (!skip_to_token()) return token_;
  const bool first = !std::exchange(line_has_tokens_, true);
  const int c = peek();
  if (first && c == '#') {
    token_.kind = TouchstoneToken::Kind::kHash;
    advance();
  } else if (first && c == '[') {
    read_keyword();
  } else {
    read_word();
  }
  return token_;
}

}  // namespace lightloop::serdes
