// SPDX-License-Identifier: Apache-2.0
// PAM4 test patterns of IEEE 802.3.
#pragma once

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "sim/golden/pam4.hpp"
#include "sim/golden/prbs.hpp"

namespace lightloop::golden {

enum class Pam4Pattern {
  kPrbs9q,   ///< two periods of PRBS9, Gray mapped: 511 symbols
  kPrbs13q,  ///< two periods of PRBS13, Gray mapped, 120.5.11.2.1: 8191 symbols
  kPrbs31q,  ///< PRBS31 as sent (inverted), Gray mapped, 120.5.11.2.2: 2^31 - 1 symbols
  kSsprq,    ///< short stress pattern random quaternary, 120.5.11.2.3: 65535 symbols
};

/// Symbols after which a pattern repeats.
std::uint64_t pattern_period(Pam4Pattern pattern);

/// An endless repetition of a pattern. The PRBS generators start from all ones.
class Pam4PatternSource {
 public:
  explicit Pam4PatternSource(Pam4Pattern pattern);

  /// The next symbols.
  void fill(std::span<Pam4Symbol> symbols);

 private:
  // One period held in memory, and the next index.
  struct Table {
    std::vector<Pam4Symbol> period;
    std::size_t at = 0;
  };
  std::variant<Prbs, Table> source_;
};

/// One period of SSPRQ.
std::vector<Pam4Symbol> ssprq();

}  // namespace lightloop::golden
