// SPDX-License-Identifier: Apache-2.0
#include "sim/serdes/touchstone.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <fstream>
#include <numbers>
#include <optional>
#include <sstream>
#include <utility>

namespace lightloop::serdes {
namespace {

enum class NumberFormat { kRealImaginary, kMagnitudeAngle, kDecibelAngle };

struct Options {
  double hz_per_unit = 1e9;
  NumberFormat format = NumberFormat::kMagnitudeAngle;
  double reference_ohms = 50;
};

std::string upper(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return result;
}

std::vector<std::string> split(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

/// Nothing but a finite decimal number; from_chars does not follow the locale.
std::optional<double> parse_number(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

std::string shorten(const std::string& word) {
  constexpr std::size_t kLongest = 40;
  return word.size() <= kLongest ? word : word.substr(0, kLongest) + "...";
}

class Reader {
 public:
  Reader(std::istream& stream, std::string_view name, unsigned ports)
      : stream_(stream), name_(name), ports_(ports) {
    result_.ports = ports;
  }

  SParameters read() {
    std::string line;
    while (std::getline(stream_, line)) {
      ++line_number_;
      line = line.substr(0, line.find('!'));
      const std::vector<std::string> words = split(line);
      if (words.empty()) continue;
      if (words.front().front() == '[') {
        fail("keyword '" + shorten(words.front()) + "'",
             "a version 1 file (version 2 keywords are not supported)");
      }
      if (words.front().front() == '#') {
        read_options(line.substr(line.find('#') + 1));
      } else if (noise_data_) {
        check_noise_values(words.size());
      } else {
        read_data(words);
      }
    }
    if (stream_.bad()) throw TouchstoneError(name_ + ": read error");
    if (!record_.empty()) {
      fail("end of file after " + std::to_string(record_.size()) + " values of the point at line " +
               std::to_string(record_line_),
           std::to_string(record_size()) + " values");
    }
    if (!options_seen_) fail("end of file", "an option line (# GHz S MA R 50)");
    if (result_.frequency_hz.empty()) fail("end of file", "network data");
    return std::move(result_);
  }

 private:
  /// Two-port files may carry noise data, five values a line, from a lower frequency again.
  static constexpr std::size_t kNoiseValues = 5;

  [[noreturn]] void fail(const std::string& found, const std::string& expected) const {
    throw TouchstoneError(name_ + ":" + std::to_string(line_number_) + ": found " + found +
                          ", expected " + expected);
  }

  std::size_t record_size() const { return 1 + 2 * std::size_t{ports_} * ports_; }

  void read_options(const std::string& text) {
    // The specification lets readers ignore option lines after the first.
    if (std::exchange(options_seen_, true)) return;
    const std::vector<std::string> words = split(upper(text));
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string& word = words[i];
      if (word == "HZ") {
        options_.hz_per_unit = 1;
      } else if (word == "KHZ") {
        options_.hz_per_unit = 1e3;
      } else if (word == "MHZ") {
        options_.hz_per_unit = 1e6;
      } else if (word == "GHZ") {
        options_.hz_per_unit = 1e9;
      } else if (word == "RI") {
        options_.format = NumberFormat::kRealImaginary;
      } else if (word == "MA") {
        options_.format = NumberFormat::kMagnitudeAngle;
      } else if (word == "DB") {
        options_.format = NumberFormat::kDecibelAngle;
      } else if (word == "R") {
        const std::optional<double> ohms =
            i + 1 < words.size() ? parse_number(words[i + 1]) : std::nullopt;
        if (!ohms || *ohms <= 0) {
          fail(i + 1 < words.size() ? "'" + shorten(words[i + 1]) + "' after R" : "nothing after R",
               "a reference resistance above 0 ohms");
        }
        options_.reference_ohms = *ohms;
        ++i;
      } else if (word == "Y" || word == "Z" || word == "G" || word == "H") {
        fail(word + " parameters", "S parameters");
      } else if (word != "S") {
        fail("'" + shorten(word) + "' in the option line",
             "Hz, kHz, MHz, GHz, S, RI, MA, DB or R <ohms>");
      }
    }
    result_.reference_ohms = options_.reference_ohms;
  }

  void check_noise_values(std::size_t count) const {
    if (count == kNoiseValues) return;
    fail(std::to_string(count) + " values after the frequency of line " +
             std::to_string(record_line_) + ", which is not above the one before",
         "ascending frequencies, or noise data of 5 values a line");
  }

  void read_data(const std::vector<std::string>& words) {
    if (!options_seen_) fail("data", "the option line (# GHz S MA R 50) before them");
    std::vector<double> values;
    values.reserve(words.size());
    for (const std::string& word : words) {
      const std::optional<double> value = parse_number(word);
      if (!value) fail("'" + shorten(word) + "'", "a number");
      values.push_back(*value);
    }
    const bool starts_record = record_.empty();
    if (starts_record) {
      record_line_ = line_number_;
      const double frequency_hz = values.front() * options_.hz_per_unit;
      if (!std::isfinite(frequency_hz)) fail("frequency " + shorten(words.front()), "a finite one");
      if (!result_.frequency_hz.empty() && frequency_hz <= result_.frequency_hz.back()) {
        noise_data_ = ports_ == 2 && values.size() == kNoiseValues;
        if (noise_data_) return;
        fail("frequency " + words.front() + ", not above the one before", "ascending frequencies");
      }
      if (frequency_hz < 0) fail("frequency " + words.front(), "0 or above");
    }
    // Values come in pairs; the line that begins a point has its frequency in front.
    if ((values.size() % 2 == 1) != starts_record) {
      fail(std::to_string(values.size()) + " values",
           starts_record
               ? "a frequency and pairs of values (an odd number)"
               : "pairs of values (an even number): the point that begins at line " +
                     std::to_string(record_line_) + " has " + std::to_string(record_.size()) +
                     " of " + std::to_string(record_size()) + " values");
    }
    record_.insert(record_.end(), values.begin(), values.end());
    if (record_.size() > record_size()) {
      fail(std::to_string(record_.size()) + " values for the point that begins at line " +
               std::to_string(record_line_),
           std::to_string(record_size()) + " for " + std::to_string(ports_) + " ports");
    }
    if (record_.size() == record_size()) finish_record();
  }

  void finish_record() {
    result_.frequency_hz.push_back(record_.front() * options_.hz_per_unit);
    const std::size_t first = result_.s.size();
    for (std::size_t i = 1; i < record_.size(); i += 2) {
      result_.s.push_back(to_complex(record_[i], record_[i + 1]));
    }
    // Two-port files, and only they, are written column by column: S11 S21 S12 S22.
    if (ports_ == 2) std::swap(result_.s[first + 1], result_.s[first + 2]);
    record_.clear();
  }

  std::complex<double> to_complex(double a, double b) const {
    constexpr double kRadiansPerDegree = std::numbers::pi / 180;
    switch (options_.format) {
      case NumberFormat::kRealImaginary:
        return {a, b};
      case NumberFormat::kMagnitudeAngle:
        if (a < 0) fail("magnitude below 0", "0 or above");
        return std::polar(a, b * kRadiansPerDegree);
      case NumberFormat::kDecibelAngle: {
        const double magnitude = std::pow(10, a / 20);
        if (!std::isfinite(magnitude)) fail(std::to_string(a) + " dB", "a finite magnitude");
        return std::polar(magnitude, b * kRadiansPerDegree);
      }
    }
    return {};
  }

  std::istream& stream_;
  std::string name_;
  unsigned ports_;
  Options options_;
  bool options_seen_ = false;
  bool noise_data_ = false;
  std::size_t line_number_ = 0;
  std::size_t record_line_ = 0;
  std::vector<double> record_;
  SParameters result_;
};

unsigned ports_from_extension(const std::filesystem::path& file) {
  const std::string extension = upper(file.extension().string());
  if (extension.size() == 4 && extension.starts_with(".S") && extension[3] == 'P' &&
      extension[2] >= '1' && extension[2] <= '4') {
    return static_cast<unsigned>(extension[2] - '0');
  }
  throw TouchstoneError(file.string() + ": found extension '" + file.extension().string() +
                        "', expected .s1p, .s2p, .s3p or .s4p");
}

}  // namespace

SParameters read_touchstone(const std::filesystem::path& file) {
  const unsigned ports = ports_from_extension(file);
  if (std::filesystem::is_directory(file)) {
    throw TouchstoneError(file.string() + ": found a directory, expected a Touchstone file");
  }
  std::ifstream stream(file);
  if (!stream)
    throw TouchstoneError(file.string() + ": cannot be read, expected a Touchstone file");
  return read_touchstone(stream, file.string(), ports);
}

SParameters read_touchstone(std::istream& stream, std::string_view name, unsigned ports) {
  if (ports < 1 || ports > 4) {
    throw TouchstoneError(std::string(name) + ": found " + std::to_string(ports) +
                          " ports, expected 1 to 4");
  }
  return Reader(stream, name, ports).read();
}

}  // namespace lightloop::serdes
