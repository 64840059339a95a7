// SPDX-License-Identifier: Apache-2.0
// What a Touchstone file says of its data before they begin: option line and keywords.
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "sim/serdes/mixed_mode.hpp"
#include "sim/serdes/touchstone_scanner.hpp"

namespace lightloop::serdes {

/// Networks of more ports are refused.
inline constexpr unsigned kMostTouchstonePorts = 128;

enum class TouchstoneNumberFormat : std::uint8_t {
  kRealImaginary,
  kMagnitudeAngle,
  kDecibelAngle,
};

/// Where the values of one frequency stand in the matrix.
class TouchstoneMatrixLayout {
 public:
  enum class Order : std::uint8_t {
    kRows,           ///< row by row
    kTwoPortColumn,  ///< 11 21 12 22
    kLowerTriangle,  ///< row by row up to the diagonal; the rest is its mirror image
    kUpperTriangle,  ///< row by row from the diagonal on
  };
  TouchstoneMatrixLayout(unsigned ports, Order order) : ports_(ports), order_(order) {}

  /// Complex values of one frequency.
  std::size_t size() const;
  /// Puts them into a matrix of ports x ports, row by row.
  void place(std::span<const std::complex<double>> values,
             std::span<std::complex<double>> matrix) const;

 private:
  std::size_t ports_;
  Order order_;
};

/// Reads the option line and the keywords with arguments, version 1.0 to 2.1. Errors point into the
/// file.
class TouchstoneHeader {
 public:
  /// `ports` is what the name of the file says; 0 when it says nothing. The scanner must outlive
  /// the header.
  TouchstoneHeader(TouchstoneScanner& scanner, unsigned ports)
      : scanner_(scanner), ports_of_name_(ports) {}

  /// The rest of the line after '#'. Option lines after the first are passed over, as the
  /// specification has it.
  void read_options();
  /// A keyword that has arguments, and these. Throws for keywords that it does not know.
  void read_keyword(const TouchstoneToken& keyword);
  /// Checks that all is there that data need; `data` is where they begin.
  void finish(const TouchstoneToken& data);

  /// Whether there is a [Version]: then there are keywords around the data.
  bool version_2() const { return version_2_; }
  bool empty() const { return !options_seen_ && !version_2_; }

  // After finish().
  unsigned ports() const { return ports_; }
  double hz_per_unit() const { return hz_per_unit_; }
  TouchstoneNumberFormat format() const { return format_; }
  const TouchstoneMatrixLayout& layout() const { return *layout_; }
  const std::vector<double>& reference_ohms() const { return reference_ohms_; }
  std::optional<MixedModeOrder>& mixed_mode() { return mixed_mode_; }
  std::optional<std::size_t> frequencies() const { return frequencies_; }
  std::optional<std::size_t> noise_frequencies() const { return noise_frequencies_; }

 private:
  TouchstoneToken argument(const std::string& keyword, std::string_view expected);
  std::vector<TouchstoneToken> arguments(const TouchstoneToken& keyword, std::string_view expected);
  std::size_t count_argument(const std::string& keyword, std::size_t most);
  std::string choice_argument(const std::string& keyword, std::span<const char* const> choices);
  void end_of_arguments(const std::string& keyword);
  bool read_option(const TouchstoneToken& word);
  std::size_t read_resistances(std::span<const TouchstoneToken> words);
  double resistance(const TouchstoneToken& word) const;
  void read_version();
  void read_mixed_mode_order(const TouchstoneToken& keyword);
  void set_layout(const TouchstoneToken& data);
  void set_reference();

  TouchstoneScanner& scanner_;
  unsigned ports_of_name_;
  unsigned ports_ = 0;
  bool version_2_ = false;
  bool options_seen_ = false;
  std::size_t options_line_ = 0;
  std::set<std::string> keywords_;
  double hz_per_unit_ = 1e9;
  TouchstoneNumberFormat format_ = TouchstoneNumberFormat::kMagnitudeAngle;
  std::vector<double> option_ohms_{50.0};
  std::vector<double> reference_ohms_;
  std::string two_port_order_;
  std::string matrix_format_ = "FULL";
  std::optional<TouchstoneMatrixLayout> layout_;
  std::optional<MixedModeOrder> mixed_mode_;
  std::optional<std::size_t> frequencies_;
  std::optional<std::size_t> noise_frequencies_;
};

}  // namespace lightloop::serdes
