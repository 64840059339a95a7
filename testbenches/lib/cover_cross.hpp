// SPDX-License-Identifier: Apache-2.0
// Cases that should be seen together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "testbenches/lib/cover_point.hpp"

namespace lightloop::testbench {

/// A combination of bins, one of each point of a cross, by name; "*" is any.
using CrossPattern = std::vector<std::string>;

/// Counts every combination of bins of two or more points that one sample hit.
class CoverCross {
 public:
  /// Combinations that fit one of the patterns are left out: they cannot happen, or do not matter.
  /// The points must outlive the cross. Throws CoverError.
  CoverCross(std::string name, std::vector<const CoverPoint*> points,
             const std::vector<CrossPattern>& ignored);

  /// After the points were sampled.
  void sample();

  const std::string& name() const { return name_; }
  /// Combinations that count.
  std::size_t size() const { return combinations_.size(); }
  /// Names of the bins, as "short,none".
  std::string bin_name(std::size_t combination) const;
  std::uint64_t hits(std::size_t combination) const { return hits_[combinations_[combination]]; }
  /// Throws CoverError for a combination that is not there.
  std::uint64_t hits(std::string_view bin_name) const;

 private:
  void count(std::size_t point, std::size_t place);
  std::vector<std::size_t> bins_of(std::size_t place) const;

  std::string name_;
  std::vector<const CoverPoint*> points_;
  std::vector<std::uint64_t> hits_;        // by place: all combinations, the last point fastest
  std::vector<std::size_t> combinations_;  // places that count
};

}  // namespace lightloop::testbench
