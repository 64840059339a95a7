// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/touchstone_header.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>
#include <stdexcept>
#include <utility>

#include "sim/base/in_quotes.hpp"
#include "sim/serdes/touchstone_number.hpp"

namespace lightloop::serdes {
namespace {

using Kind = TouchstoneToken::Kind;
using Order = TouchstoneMatrixLayout::Order;

std::string describe(const TouchstoneToken& token) {
  switch (token.kind) {
    case Kind::kWord:
      return in_quotes(token.text);
    case Kind::kHash:
      return "an option line";
    case Kind::kKeyword:
      return fmt::format("keyword '[{}]'", token.text);
    case Kind::kEndOfLine:
      return "the end of the line";
    case Kind::kEndOfFile:
      return "the end of the file";
  }
  return {};
}

}  // namespace

std::size_t TouchstoneMatrixLayout::size() const {
  const bool triangle = order_ == Order::kLowerTriangle || order_ == Order::kUpperTriangle;
  return triangle ? ports_ * (ports_ + 1) / 2 : ports_ * ports_;
}

void TouchstoneMatrixLayout::place(std::span<const std::complex<double>> values,
                                   std::span<std::complex<double>> matrix) const {
  auto value = values.begin();
  for (std::size_t row = 0; row < ports_; ++row) {
    const std::size_t first = order_ == Order::kUpperTriangle ? row : 0;
    const std::size_t last = order_ == Order::kLowerTriangle ? row : ports_ - 1;
    for (std::size_t column = first; column <= last; ++column, ++value) {
      const bool by_columns = order_ == Order::kTwoPortColumn;
      matrix[by_columns ? column * ports_ + row : row * ports_ + column] = *value;
      if (order_ == Order::kLowerTriangle || order_ == Order::kUpperTriangle) {
        matrix[column * ports_ + row] = *value;
      }
    }
  }
}

void TouchstoneHeader::read_options() {
  // The longest legal line has a resistance for each port.
  constexpr std::size_t kMostWords = kMostTouchstonePorts + 8;
  std::vector<TouchstoneToken> words;
  while (true) {
    const TouchstoneToken& token = scanner_.next();
    if (token.kind != Kind::kWord) break;
    options_line_ = options_seen_ ? options_line_ : token.line;
    if (options_seen_) continue;
    if (words.size() == kMostWords) {
      scanner_.fail(token, fmt::format("more than {} words in the option line", kMostWords),
                    "unit, parameter, format, R and a resistance a port");
    }
    words.push_back(token);
  }
  if (std::exchange(options_seen_, true)) return;
  for (std::size_t i = 0; i < words.size();) {
    if (to_upper(words[i].text) == "R") {
      i += read_resistances(std::span(words).subspan(i));
    } else if (read_option(words[i])) {
      ++i;
    } else {
      scanner_.fail(words[i], in_quotes(words[i].text) + " in the option line",
                    "Hz, kHz, MHz, GHz, THz, S, RI, MA, DB or R <ohms>");
    }
  }
}

bool TouchstoneHeader::read_option(const TouchstoneToken& word) {
  static constexpr std::array kUnits{std::pair{"HZ", 1.0}, std::pair{"KHZ", 1e3},
                                     std::pair{"MHZ", 1e6}, std::pair{"GHZ", 1e9},
                                     std::pair{"THZ", 1e12}};
  static constexpr std::array kFormats{std::pair{"RI", TouchstoneNumberFormat::kRealImaginary},
                                       std::pair{"MA", TouchstoneNumberFormat::kMagnitudeAngle},
                                       std::pair{"DB", TouchstoneNumberFormat::kDecibelAngle}};
  const std::string text = to_upper(word.text);
  for (const auto& [name, hz] : kUnits) {
    if (text != name) continue;
    hz_per_unit_ = hz;
    return true;
  }
  for (const auto& [name, format] : kFormats) {
    if (text != name) continue;
    format_ = format;
    return true;
  }
  if (text == "Y" || text == "Z" || text == "G" || text == "H") {
    scanner_.fail(word, text + " parameters", "S parameters");
  }
  return text == "S";
}

// R and one resistance, or one a port; returns how many words that are.
std::size_t TouchstoneHeader::read_resistances(std::span<const TouchstoneToken> words) {
  if (words.size() == 1) {
    scanner_.fail(words[0], "nothing after R", "a reference resistance above 0 ohms");
  }
  option_ohms_ = {resistance(words[1])};
  std::size_t count = 2;
  for (; count < words.size() && parse_touchstone_number(words[count].text); ++count) {
    option_ohms_.push_back(resistance(words[count]));
  }
  return count;
}

double TouchstoneHeader::resistance(const TouchstoneToken& word) const {
  const std::optional<double> ohms = parse_touchstone_number(word.text);
  if (!ohms || *ohms <= 0) {
    scanner_.fail(word, in_quotes(word.text), "a reference resistance above 0 ohms");
  }
  return *ohms;
}

TouchstoneToken TouchstoneHeader::argument(const std::string& keyword, std::string_view expected) {
  TouchstoneToken token = scanner_.next();
  if (token.kind != Kind::kWord) {
    scanner_.fail(token, fmt::format("{} after [{}]", describe(token), keyword), expected);
  }
  return token;
}

// As many as there are ports, on this line and those that follow.
std::vector<TouchstoneToken> TouchstoneHeader::arguments(const TouchstoneToken& keyword,
                                                         std::string_view expected) {
  const unsigned wanted = ports_ != 0 ? ports_ : ports_of_name_;
  if (wanted == 0) scanner_.fail(keyword, describe(keyword), "[Number of Ports] before it");
  std::vector<TouchstoneToken> result;
  while (result.size() < wanted) {
    const TouchstoneToken& token = scanner_.next();
    if (token.kind == Kind::kEndOfLine) continue;
    if (token.kind != Kind::kWord) {
      scanner_.fail(
          token,
          fmt::format("{} after {} values of [{}]", describe(token), result.size(), keyword.text),
          fmt::format("{}, {} in all", expected, wanted));
    }
    result.push_back(token);
  }
  return result;
}

void TouchstoneHeader::end_of_arguments(const std::string& keyword) {
  const TouchstoneToken& token = scanner_.next();
  if (token.kind == Kind::kEndOfLine) return;
  scanner_.fail(token, describe(token),
                fmt::format("the end of the line after [{}] and its values", keyword));
}

std::size_t TouchstoneHeader::count_argument(const std::string& keyword, std::size_t most) {
  const std::string expected = fmt::format("a whole number from 1 to {}", most);
  const TouchstoneToken token = argument(keyword, expected);
  std::size_t count = 0;
  const char* const end = token.text.data() + token.text.size();
  const auto [stop, error] = std::from_chars(token.text.data(), end, count);
  if (error != std::errc{} || stop != end || count == 0 || count > most) {
    scanner_.fail(token, fmt::format("{} after [{}]", in_quotes(token.text), keyword), expected);
  }
  return count;
}

std::string TouchstoneHeader::choice_argument(const std::string& keyword,
                                              std::span<const char* const> choices) {
  const std::string expected = fmt::format("one of {}", fmt::join(choices, ", "));
  const TouchstoneToken token = argument(keyword, expected);
  std::string choice = to_upper(token.text);
  if (std::ranges::find(choices, choice) == choices.end()) {
    scanner_.fail(token, fmt::format("{} after [{}]", in_quotes(token.text), keyword), expected);
  }
  return choice;
}

void TouchstoneHeader::read_version() {
  if (options_seen_) {
    scanner_.fail_line(options_line_, "an option line before [Version]",
                       "[Version] before everything else");
  }
  const TouchstoneToken token = argument("VERSION", "2.0 or 2.1");
  if (token.text != "2.0" && token.text != "2.1") {
    scanner_.fail(token, fmt::format("version {}", in_quotes(token.text)), "2.0 or 2.1");
  }
  version_2_ = true;
}

void TouchstoneHeader::read_mixed_mode_order(const TouchstoneToken& keyword) {
  std::vector<std::string> descriptors;
  for (const TouchstoneToken& token : arguments(keyword, "descriptors Sn, Di,j and Ci,j")) {
    descriptors.push_back(token.text);
  }
  try {
    mixed_mode_.emplace(descriptors);
  } catch (const std::invalid_argument& error) {
    throw TouchstoneError(scanner_.place(keyword) + " [Mixed-Mode Order]: " + error.what());
  }
}

void TouchstoneHeader::read_keyword(const TouchstoneToken& keyword_token) {
  static constexpr std::array kTwoPortOrders{"12_21", "21_12"};
  static constexpr std::array kMatrixFormats{"FULL", "LOWER", "UPPER"};
  constexpr std::size_t kAnyCount = std::numeric_limits<std::uint32_t>::max();
  // NOLINTNEXTLINE(performance-unnecessary-copy-initialization): the scanner's own changes
  const TouchstoneToken token = keyword_token;
  const std::string& keyword = token.text;
  if (!version_2_ && keyword != "VERSION") {
    scanner_.fail(token, describe(token), "[Version] before all other keywords");
  }
  if (!keywords_.insert(keyword).second) {
    scanner_.fail(token, "a second " + describe(token), "each keyword once");
  }
  if (keyword == "VERSION") {
    read_version();
  } else if (keyword == "NUMBER OF PORTS") {
    ports_ = static_cast<unsigned>(count_argument(keyword, kMostTouchstonePorts));
    if (ports_of_name_ != 0 && ports_ != ports_of_name_) {
      scanner_.fail(token, fmt::format("[Number of Ports] {}", ports_),
                    fmt::format("{}, as the name of the file says", ports_of_name_));
    }
  } else if (keyword == "TWO-PORT DATA ORDER") {
    two_port_order_ = choice_argument(keyword, kTwoPortOrders);
  } else if (keyword == "NUMBER OF FREQUENCIES") {
    frequencies_ = count_argument(keyword, kAnyCount);
  } else if (keyword == "NUMBER OF NOISE FREQUENCIES") {
    noise_frequencies_ = count_argument(keyword, kAnyCount);
  } else if (keyword == "REFERENCE") {
    for (const TouchstoneToken& value : arguments(token, "a resistance for each port")) {
      reference_ohms_.push_back(resistance(value));
    }
  } else if (keyword == "MATRIX FORMAT") {
    matrix_format_ = choice_argument(keyword, kMatrixFormats);
  } else if (keyword == "MIXED-MODE ORDER") {
    read_mixed_mode_order(token);
  } else {
    scanner_.fail(token, describe(token), "a keyword of Touchstone 2.0 or 2.1");
  }
  end_of_arguments(keyword);
}

void TouchstoneHeader::finish(const TouchstoneToken& data) {
  if (!options_seen_) {
    scanner_.fail_line(data.line, "data",
                       "the option line before them (# GHz S MA R 50 stands for the defaults)");
  }
  if (ports_ == 0) ports_ = ports_of_name_;
  if (ports_ == 0) {
    scanner_.fail_line(data.line, "data of an unknown number of ports",
                       version_2_ ? "[Number of Ports] before them"
                                  : "a version 2 file, or a name that ends in .sNp");
  }
  set_layout(data);
  set_reference();
}

void TouchstoneHeader::set_layout(const TouchstoneToken& data) {
  auto order = Order::kRows;
  if (matrix_format_ == "LOWER") {
    order = Order::kLowerTriangle;
  } else if (matrix_format_ == "UPPER") {
    order = Order::kUpperTriangle;
  } else if (ports_ == 2) {
    // Version 1 knows the order by columns only.
    if (version_2_ && two_port_order_.empty()) {
      scanner_.fail_line(data.line, "data of two ports", "[Two-Port Data Order] before them");
    }
    order = two_port_order_ == "12_21" ? Order::kRows : Order::kTwoPortColumn;
  }
  layout_.emplace(ports_, order);
}

void TouchstoneHeader::set_reference() {
  if (reference_ohms_.empty()) {
    if (option_ohms_.size() == 1) option_ohms_.resize(ports_, option_ohms_.front());
    if (option_ohms_.size() != ports_) {
      scanner_.fail_line(options_line_, fmt::format("{} resistances after R", option_ohms_.size()),
                         fmt::format("one, or one for each of {} ports", ports_));
    }
    reference_ohms_ = option_ohms_;
  }
  if (!mixed_mode_) return;
  for (const auto& [first, second] : mixed_mode_->pairs()) {
    if (reference_ohms_[first - 1] == reference_ohms_[second - 1]) continue;
    scanner_.fail_line(
        options_line_,
        fmt::format("reference resistances {:g} and {:g} of ports {} and {}, which "
                    "are a mixed-mode pair",
                    reference_ohms_[first - 1], reference_ohms_[second - 1], first, second),
        "equal ones");
  }
}

}  // namespace lightloop::serdes
