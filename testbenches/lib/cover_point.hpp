// SPDX-License-Identifier: Apache-2.0
// A quantity of which every case should be seen in the tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "testbenches/lib/cover_bin.hpp"

namespace lightloop::testbench {

/// Counts how often each bin is hit. Bins may overlap: a value counts for each that has it. A value
/// in no bin counts for nothing.
class CoverPoint {
 public:
  /// Throws CoverError.
  CoverPoint(std::string name, std::vector<CoverBin> bins);

  void sample(std::int64_t value);
  /// The next sample does not continue a transition: for use after a reset.
  void break_transitions();

  const std::string& name() const { return name_; }
  /// Bins that count: all but the ignored ones.
  std::span<const CoverBin> bins() const { return bins_; }
  std::uint64_t hits(std::size_t bin) const { return hits_[bin]; }
  /// Throws CoverError for a name that is not there.
  std::uint64_t hits(std::string_view bin) const;
  /// Bins that the last sample hit, ascending.
  std::span<const std::size_t> last_hit() const { return last_hit_; }

 private:
  /// Whether the value completes a transition; keeps what was begun.
  bool advance(std::size_t bin, std::int64_t value);
  void hit(std::size_t bin);

  std::string name_;
  std::vector<CoverBin> bins_;
  std::vector<CoverBin> ignored_;
  std::vector<std::uint64_t> hits_;
  std::vector<std::vector<bool>> begun_;  // by bin: begun_[b][s] when s + 1 steps have been seen
  std::vector<std::size_t> last_hit_;
};

}  // namespace lightloop::testbench
