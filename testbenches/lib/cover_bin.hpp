// SPDX-License-Identifier: Apache-2.0
// Bins: the cases of a quantity that tests are to hit.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace lightloop::testbench {

/// Cover groups that make no sense: an empty range, two bins or points of one name, no bins, a
/// cross of unknown points. The message names what is wrong.
class CoverError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// low..high, both included. One value converts to a range of its own.
struct ValueRange {
  ValueRange(std::int64_t value)
      : low(value), high(value) {}  // NOLINT: {1, {3, 5}} is the notation
  ValueRange(std::int64_t first, std::int64_t last) : low(first), high(last) {}
  bool contains(std::int64_t value) const { return low <= value && value <= high; }

  std::int64_t low;
  std::int64_t high;
};

/// One bin of a cover point.
class CoverBin {
 public:
  enum class Kind : std::uint8_t {
    kValues,      ///< hit by a value of one of the ranges
    kTransition,  ///< hit by values of the ranges in successive samples
    kIgnored,     ///< values that count for no bin and break transitions
  };

  /// Hit by any value of the ranges: bin("small", {0, {2, 7}}).
  static CoverBin values(std::string name, std::vector<ValueRange> ranges);
  /// Hit by a value of the first range, one of the second in the next sample, and so on; at least
  /// two. Every sample may begin one.
  static CoverBin transition(std::string name, std::vector<ValueRange> steps);
  /// These values count for nothing, whatever other bin has them.
  static CoverBin ignored(std::string name, std::vector<ValueRange> ranges);

  const std::string& name() const { return name_; }
  Kind kind() const { return kind_; }
  const std::vector<ValueRange>& ranges() const { return ranges_; }

 private:
  CoverBin(Kind kind, std::string name, std::vector<ValueRange> ranges);

  Kind kind_;
  std::string name_;
  std::vector<ValueRange> ranges_;
};

/// Short forms, for lists of bins.
inline CoverBin bin(std::string name, std::vector<ValueRange> ranges) {
  return CoverBin::values(std::move(name), std::move(ranges));
}
inline CoverBin transition(std::string name, std::vector<ValueRange> steps) {
  return CoverBin::transition(std::move(name), std::move(steps));
}
inline CoverBin ignored(std::string name, std::vector<ValueRange> ranges) {
  return CoverBin::ignored(std::move(name), std::move(ranges));
}

/// A bin for each value low..high, named after it. Throws CoverError for more than 65536 of them.
std::vector<CoverBin> each(std::int64_t low, std::int64_t high);
/// The bins "no" (0) and "yes" (1).
std::vector<CoverBin> no_yes();

}  // namespace lightloop::testbench
