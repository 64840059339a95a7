// SPDX-License-Identifier: Apache-2.0
// The words of a Touchstone file, with their places; knows nothing of what they mean.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <istream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace lightloop::serdes {

/// A malformed or unreadable Touchstone file. The message has the form
/// "<file>:<line>[:<column>]: found ..., expected ...".
class TouchstoneError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct TouchstoneToken {
  enum class Kind : std::uint8_t {
    kWord,
    kHash,       ///< the '#' that begins an option line
    kKeyword,    ///< [Keyword] at the beginning of a line: its text in upper case, without brackets
    kEndOfLine,  ///< of a line that had any of the above
    kEndOfFile,
  };
  Kind kind = Kind::kEndOfFile;
  std::string text;  ///< of kWord and kKeyword; "..." stands for what is beyond kLongestWord
  std::size_t line = 1;
  std::size_t column = 1;  ///< in bytes, from 1; a byte order mark does not count
};

/// Cuts a stream into tokens with bounded memory. Lines end with LF, CR LF or CR; comments begin
/// with '!' and may hold any byte but NUL; a UTF-8 byte order mark is skipped. Throws
/// TouchstoneError for UTF-16 and other binary data, a read error, and more than kMostBytes.
class TouchstoneScanner {
 public:
  static constexpr std::size_t kLongestWord = 128;
  static constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 29;

  /// `name` stands for the file in messages. The stream must outlive the scanner.
  TouchstoneScanner(std::istream& stream, std::string_view name);

  /// The next token, good until the next call; kEndOfFile again and again after the last one.
  const TouchstoneToken& next();

  /// Throws TouchstoneError that points at a token, or at a line.
  [[noreturn]] void fail(const TouchstoneToken& token, std::string_view found,
                         std::string_view expected) const;
  [[noreturn]] void fail_line(std::size_t line, std::string_view found,
                              std::string_view expected) const;
  /// "<file>:<line>:<column>:" of a token.
  std::string place(const TouchstoneToken& token) const;

 private:
  static constexpr int kEnd = -1;

  int peek();
  void advance();
  bool fill();
  void check_encoding();
  void skip_comment();
  void end_line();
  bool skip_to_token();
  void read_word();
  void read_keyword();

  std::istream& stream_;
  std::string name_;
  std::array<char, 1 << 16> buffer_{};
  std::size_t position_ = 0;
  std::size_t filled_ = 0;
  std::uint64_t bytes_read_ = 0;
  std::size_t line_ = 1;
  std::size_t column_ = 1;
  bool line_has_tokens_ = false;
  TouchstoneToken token_;
};

}  // namespace lightloop::serdes
