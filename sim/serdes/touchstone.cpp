// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/touchstone.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <fstream>
#include <limits>
#include <numbers>
#include <optional>
#include <system_error>
#include <utility>

#include "sim/base/in_quotes.hpp"
#include "sim/serdes/touchstone_header.hpp"
#include "sim/serdes/touchstone_number.hpp"

namespace lightloop::serdes {
namespace {

using Kind = TouchstoneToken::Kind;

// Beyond 120 dB nothing is an S parameter, and sums of squares stay finite.
constexpr double kLargestMagnitude = 1e6;

class Reader {
 public:
  Reader(std::istream& stream, std::string_view name, unsigned ports)
      : scanner_(stream, name), header_(scanner_, ports) {}

  SParameters read() {
    while (section_ != Section::kEnd) {
      const TouchstoneToken& token = scanner_.next();
      switch (token.kind) {
        case Kind::kHash:
          header_.read_options();
          break;
        case Kind::kKeyword:
          read_keyword(token);
          break;
        case Kind::kWord:
          read_word(token);
          break;
        case Kind::kEndOfLine:
          end_line(token);
          break;
        case Kind::kEndOfFile:
          finish(token);
          break;
      }
    }
    result_.ports = header_.ports();
    result_.reference_ohms = header_.reference_ohms();
    return std::move(result_);
  }

 private:
  enum class Section : std::uint8_t { kHeader, kInformation, kNetwork, kNoise, kEnd };

  /// A line whose number of values is not that of a frequency and pairs of values.
  struct OddLine {
    std::size_t line;
    std::size_t values;
    std::size_t values_before;  ///< of the point
  };

  /// Noise data of two-port files: five values a line, in version 1 from a lower frequency again.
  static constexpr std::size_t kNoiseValues = 5;

  void read_keyword(const TouchstoneToken& token) {
    if (section_ == Section::kInformation) {
      if (token.text == "END INFORMATION") section_ = Section::kHeader;
      return;
    }
    const std::string& keyword = token.text;
    if (!header_.version_2()) return header_.read_keyword(token);
    if (keyword == "END") {
      finish(token);
    } else if (keyword == "NOISE DATA" && section_ == Section::kNetwork) {
      end_network(token);
      section_ = Section::kNoise;
    } else if (section_ != Section::kHeader) {
      scanner_.fail(token, fmt::format("keyword '[{}]' after the data", keyword), "[End]");
    } else if (keyword == "BEGIN INFORMATION") {
      section_ = Section::kInformation;
    } else if (keyword == "NETWORK DATA") {
      begin_network(token);
    } else {
      header_.read_keyword(token);
    }
  }

  void read_word(const TouchstoneToken& token) {
    if (++line_values_ == 1) record_values_before_line_ = record_.size();
    switch (section_) {
      case Section::kHeader:
        if (header_.version_2()) scanner_.fail(token, in_quotes(token.text), "a keyword");
        begin_network(token);
        [[fallthrough]];
      case Section::kNetwork:
        read_value(token);
        break;
      case Section::kNoise:
        number(token);
        ++noise_values_;
        break;
      default:
        break;
    }
  }

  void begin_network(const TouchstoneToken& token) {
    header_.finish(token);
    section_ = Section::kNetwork;
    record_size_ = 1 + 2 * header_.layout().size();
  }

  double number(const TouchstoneToken& token) const {
    const std::optional<double> value = parse_touchstone_number(token.text);
    if (!value) scanner_.fail(token, in_quotes(token.text), "a number");
    return *value;
  }

  void read_value(const TouchstoneToken& token) {
    if (record_.size() == record_size_ || (record_.empty() && line_values_ != 1)) {
      fail_surplus(token.line);
    }
    if (record_.empty()) {
      read_frequency(token);
    } else if (record_.size() % 2 == 1) {
      record_.push_back(first_of_pair(token));
    } else {
      record_.push_back(second_of_pair(token));
      if (record_.size() == record_size_ && !maybe_noise_) finish_record();
    }
  }

  void read_frequency(const TouchstoneToken& token) {
    record_line_ = token.line;
    odd_line_.reset();
    const double hz = number(token) * header_.hz_per_unit();
    if (!std::isfinite(hz)) {
      scanner_.fail(token, "frequency " + in_quotes(token.text), "a finite one");
    }
    if (hz < 0) scanner_.fail(token, "frequency " + in_quotes(token.text), "0 or above");
    if (!result_.frequency_hz.empty() && hz <= result_.frequency_hz.back()) {
      frequency_place_ = token;
      // Which of the two, its line says: noise data have values of other meaning and range, and
      // the only point of this frequency that is taken equals the one before.
      maybe_noise_ = header_.ports() == 2 && !header_.version_2();
      if (!maybe_noise_ && hz < result_.frequency_hz.back()) fail_order();
    }
    record_.push_back(hz);
  }

  [[noreturn]] void fail_order() const {
    scanner_.fail(
        frequency_place_,
        fmt::format("frequency {}, not above the one before", in_quotes(frequency_place_.text)),
        "ascending frequencies");
  }

  double first_of_pair(const TouchstoneToken& token) const {
    const bool decibel = header_.format() == TouchstoneNumberFormat::kDecibelAngle;
    if (decibel && is_minus_infinity(token.text)) return -std::numeric_limits<double>::infinity();
    const double value = number(token);
    if (maybe_noise_) return value;
    if (header_.format() == TouchstoneNumberFormat::kMagnitudeAngle && value < 0) {
      scanner_.fail(token, fmt::format("magnitude {}", in_quotes(token.text)), "0 or above");
    }
    const double magnitude = decibel ? std::pow(10, value / 20) : std::abs(value);
    if (!(magnitude <= kLargestMagnitude)) fail_magnitude(token);
    return value;
  }

  double second_of_pair(const TouchstoneToken& token) const {
    const double value = number(token);
    if (header_.format() == TouchstoneNumberFormat::kRealImaginary && !maybe_noise_ &&
        std::abs(value) > kLargestMagnitude) {
      fail_magnitude(token);
    }
    return value;
  }

  [[noreturn]] void fail_magnitude(const TouchstoneToken& token) const {
    scanner_.fail(token, in_quotes(token.text),
                  "an S parameter: a magnitude of at most 1e6, 120 dB");
  }

  void end_line(const TouchstoneToken& token) {
    const std::size_t values = std::exchange(line_values_, 0);
    if (section_ == Section::kNoise && !header_.version_2()) check_noise_line(token.line, values);
    if (section_ != Section::kNetwork || record_.empty()) return;
    if (maybe_noise_) {
      maybe_noise_ = false;
      if (values == kNoiseValues) {
        record_.clear();
        section_ = Section::kNoise;
        return;
      }
      if (record_.front() < result_.frequency_hz.back()) fail_order();
      if (record_.size() == record_size_) return finish_record();
    }
    const bool starts_record = values == record_.size();
    if ((values % 2 == 1) != starts_record && !odd_line_) {
      odd_line_ = OddLine{token.line, values, record_.size() - values};
    }
  }

  void check_noise_line(std::size_t line, std::size_t values) const {
    if (values == kNoiseValues) return;
    scanner_.fail_line(
        line,
        fmt::format("{} values after the frequency of line {}, which is not above the one before",
                    values, record_line_),
        "ascending frequencies, or noise data of 5 values a line");
  }

  [[noreturn]] void fail_odd_line() const {
    scanner_.fail_line(
        odd_line_->line, fmt::format("{} values", odd_line_->values),
        odd_line_->values_before == 0
            ? std::string("a frequency and pairs of values (an odd number)")
            : fmt::format("pairs of values (an even number): the point that begins at line {} has "
                          "{} of {} values",
                          record_line_, odd_line_->values_before, record_size_));
  }

  // A point ends before it is complete. Where the values do not make up points, an odd line says
  // best where.
  [[noreturn]] void fail_incomplete(std::size_t line, std::string_view end) const {
    if (odd_line_) fail_odd_line();
    scanner_.fail_line(line,
                       fmt::format("{} after {} values of the point that begins at line {}", end,
                                   record_.size(), record_line_),
                       fmt::format("{} values", record_size_));
  }

  // A line goes on after the last value of a point.
  [[noreturn]] void fail_surplus(std::size_t line) {
    const std::size_t enough = record_size_ + 64;
    while (line_values_ < enough && scanner_.next().kind == Kind::kWord) ++line_values_;
    const bool starts_record = record_line_ == line;
    if (!odd_line_ && !starts_record && line_values_ % 2 == 1) {
      odd_line_ = OddLine{line, line_values_, record_values_before_line_};
    }
    if (odd_line_) fail_odd_line();
    scanner_.fail_line(line,
                       fmt::format("{}{} values for the point that begins at line {}",
                                   line_values_ < enough ? "" : "more than ",
                                   record_values_before_line_ + line_values_, record_line_),
                       fmt::format("{} for {} ports", record_size_, header_.ports()));
  }

  void finish_record() {
    const std::size_t ports = header_.ports();
    const std::size_t first = result_.s.size();
    if (first + ports * ports > kMostTouchstoneValues) {
      scanner_.fail_line(record_line_,
                         fmt::format("more than {} frequencies of {} x {} values",
                                     result_.frequency_hz.size(), ports, ports),
                         fmt::format("at most {} values", kMostTouchstoneValues));
    }
    values_.clear();
    for (std::size_t i = 1; i < record_.size(); i += 2) {
      values_.push_back(to_complex(record_[i], record_[i + 1]));
    }
    result_.s.resize(first + ports * ports);
    const auto matrix = std::span(result_.s).subspan(first);
    header_.layout().place(values_, matrix);
    if (header_.mixed_mode()) header_.mixed_mode()->to_single_ended(matrix);
    if (!result_.frequency_hz.empty() && record_.front() == result_.frequency_hz.back()) {
      drop_repeated_point(matrix);
    } else {
      result_.frequency_hz.push_back(record_.front());
    }
    record_.clear();
  }

  // Instruments that sweep in segments write the point between two segments twice.
  void drop_repeated_point(std::span<const std::complex<double>> matrix) {
    const auto before = std::span(result_.s).subspan(result_.s.size() - 2 * matrix.size());
    if (!std::ranges::equal(matrix, before.first(matrix.size()))) fail_order();
    result_.s.resize(result_.s.size() - matrix.size());
    ++repeated_points_;
  }

  std::complex<double> to_complex(double a, double b) const {
    constexpr double kRadiansPerDegree = std::numbers::pi / 180;
    switch (header_.format()) {
      case TouchstoneNumberFormat::kRealImaginary:
        return {a, b};
      case TouchstoneNumberFormat::kMagnitudeAngle:
        return std::polar(a, b * kRadiansPerDegree);
      case TouchstoneNumberFormat::kDecibelAngle:
        return std::polar(std::pow(10, a / 20), b * kRadiansPerDegree);
    }
    return {};
  }

  void end_network(const TouchstoneToken& token) {
    if (!record_.empty()) {
      fail_incomplete(token.line, token.kind == Kind::kEndOfFile ? "end of file" : "a keyword");
    }
    const std::size_t points = result_.frequency_hz.size();
    if (points == 0) {
      scanner_.fail_line(token.line,
                         token.kind == Kind::kEndOfFile ? "end of file" : "the end of the data",
                         header_.empty() ? "an option line (# GHz S MA R 50)" : "network data");
    }
    const std::size_t found = points + repeated_points_;
    if (header_.frequencies() && *header_.frequencies() != found) {
      scanner_.fail_line(
          token.line, fmt::format("{} frequencies", found),
          fmt::format("{}, as [Number of Frequencies] says", *header_.frequencies()));
    }
    if (repeated_points_ > 0) {
      result_.warnings.push_back(fmt::format(
          "{} frequencies are there twice with the same values, and count once", repeated_points_));
    }
  }

  void finish(const TouchstoneToken& token) {
    if (section_ == Section::kInformation) {
      scanner_.fail_line(token.line, "end of file", "[End Information]");
    }
    if (section_ != Section::kNoise) {
      end_network(token);
    } else if (header_.noise_frequencies() &&
               noise_values_ != kNoiseValues * *header_.noise_frequencies()) {
      scanner_.fail_line(token.line, fmt::format("{} values of noise data", noise_values_),
                         fmt::format("5 for each of {} frequencies, as [Number of Noise "
                                     "Frequencies] says",
                                     *header_.noise_frequencies()));
    }
    section_ = Section::kEnd;
  }

  TouchstoneScanner scanner_;
  TouchstoneHeader header_;
  Section section_ = Section::kHeader;
  std::size_t record_size_ = 0;
  std::size_t record_line_ = 0;
  std::size_t line_values_ = 0;
  std::size_t record_values_before_line_ = 0;
  std::size_t noise_values_ = 0;
  std::size_t repeated_points_ = 0;
  bool maybe_noise_ = false;         ///< the frequency is not above the one before
  TouchstoneToken frequency_place_;  ///< of such a frequency
  std::optional<OddLine> odd_line_;
  std::vector<double> record_;
  std::vector<std::complex<double>> values_;
  SParameters result_;
};

}  // namespace

unsigned touchstone_ports(const std::filesystem::path& file) {
  const std::string extension = to_upper(file.extension().string());
  if (extension == ".TS") return 0;
  unsigned ports = 0;
  const char* const end = extension.data() + extension.size();
  if (extension.starts_with(".S") && extension.ends_with('P')) {
    const auto [stop, error] = std::from_chars(extension.data() + 2, end, ports);
    if (error == std::errc{} && stop + 1 == end && ports >= 1 && ports <= kMostTouchstonePorts) {
      return ports;
    }
  }
  throw TouchstoneError(
      fmt::format("{}: found extension '{}', expected .s1p, .s2p, ... .s{}p, or .ts for version 2",
                  file.string(), file.extension().string(), kMostTouchstonePorts));
}

SParameters read_touchstone(const std::filesystem::path& file) {
  const unsigned ports = touchstone_ports(file);
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (is_directory(status)) {
    throw TouchstoneError(file.string() + ": found a directory, expected a Touchstone file");
  }
  // A device or a pipe may have no end.
  if (exists(status) && !is_regular_file(status)) {
    throw TouchstoneError(file.string() + ": found a device or a pipe, expected a regular file");
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    throw TouchstoneError(file.string() + ": cannot be read, expected a Touchstone file");
  }
  return read_touchstone(stream, file.string(), ports);
}

SParameters read_touchstone(std::istream& stream, std::string_view name, unsigned ports) {
  if (ports > kMostTouchstonePorts) {
    throw TouchstoneError(
        fmt::format("{}: found {} ports, expected 1 to {}", name, ports, kMostTouchstonePorts));
  }
  return Reader(stream, name, ports).read();
}

}  // namespace lightloop::serdes
