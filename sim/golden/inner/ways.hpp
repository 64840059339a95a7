// SPDX-License-Identifier: Apache-2.0
// Codewords sent symbol by symbol in turn, shifted against each other (docs/inner.md section 4).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sim/golden/inner/inner_code.hpp"
#include "sim/golden/inner/sample.hpp"

namespace lightloop::golden::inner {

struct Ways {
  int count = 8;  ///< codewords in a group, 1 or more
  int shift = 0;  ///< symbols that a codeword is turned more than the one before it, 0..63

  std::size_t group_symbols() const { return static_cast<std::size_t>(count) * kLevels; }
};

/// Throws std::invalid_argument for values out of range.
void check(const Ways& ways);

/// Where symbol `n` of codeword `j` of a group is sent.
constexpr std::size_t place_in_group(const Ways& ways, int j, int n) {
  return static_cast<std::size_t>((n + ways.shift * j) % kLevels) * ways.count + j;
}

/// Codewords in, PAM4 symbols of whole groups out.
class WayInterleaver {
 public:
  /// Throws as check() does.
  explicit WayInterleaver(Ways ways);

  void feed(std::span<const Codeword> codewords, std::vector<Pam4Symbol>& symbols);

  void reset() { waiting_.clear(); }

 private:
  Ways ways_;
  std::vector<std::size_t> places_;  // of symbol n of codeword j, at 64*j + n
  std::vector<Codeword> waiting_;
};

/// PAM4 symbols or soft values in, those of one codeword after the other out, in whole groups.
template <typename Sample>
class WayDeinterleaver {
 public:
  /// Throws as check() does.
  explicit WayDeinterleaver(Ways ways);

  void feed(std::span<const Sample> in, std::vector<Sample>& out);

  void reset() { waiting_.clear(); }

 private:
  std::vector<std::size_t> places_;
  std::vector<Sample> waiting_;
};

extern template class WayDeinterleaver<Pam4Symbol>;
extern template class WayDeinterleaver<SoftValue>;

}  // namespace lightloop::golden::inner
