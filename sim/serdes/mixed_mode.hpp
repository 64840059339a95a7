// SPDX-License-Identifier: Apache-2.0
// Mixed-mode S parameters of Touchstone version 2 files.
#pragma once

#include <complex>
#include <span>
#include <string>
#include <vector>

namespace lightloop::serdes {

/// What the rows and columns of a mixed-mode matrix stand for: [Mixed-Mode Order].
class MixedModeOrder {
 public:
  /// One descriptor a row: "Sn" (port n), "Di,j" and "Ci,j" (differential and common mode of ports
  /// i and j), in any case. Each pair of ports has both modes, and each port stands in one pair or
  /// alone. Throws std::invalid_argument that says what was found and what was expected.
  explicit MixedModeOrder(std::span<const std::string> descriptors);

  /// The S matrix of the ports, row by row, of a mixed-mode one. The modes of ports with waves a, b
  /// are (a - b)/sqrt(2) and (a + b)/sqrt(2).
  void to_single_ended(std::span<std::complex<double>> matrix);

  /// Pairs of ports (from 1) whose reference resistances must be equal.
  const std::vector<std::pair<unsigned, unsigned>>& pairs() const { return pairs_; }

 private:
  /// The part of one row's mode in a port.
  struct Part {
    std::size_t row;
    double weight;
  };

  std::vector<std::vector<Part>> parts_;  ///< of each port
  std::vector<std::pair<unsigned, unsigned>> pairs_;
  std::vector<std::complex<double>> result_;
};

}  // namespace lightloop::serdes
