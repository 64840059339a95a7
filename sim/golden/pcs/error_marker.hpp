// SPDX-License-Identifier: Apache-2.0
// Marks on the 257b blocks of uncorrectable codewords: docs/pcs.md section 14.
#pragma once

#include <span>
#include <vector>

#include "sim/phy/line_block.hpp"

namespace lightloop::golden::pcs {

/// A received 257b block and what is known of it.
struct ReceivedBlock257 {
  phy::Block257 block;
  bool reliable = true;  ///< both codewords it came from were corrected, or clean
  bool bad = false;      ///< to be given on as an error
  friend bool operator==(const ReceivedBlock257&, const ReceivedBlock257&) = default;
};

/// Marks the first block of a flow behind marked ones, which the descrambler spoils. Markers must
/// have been removed before.
class ErrorMarker {
 public:
  void feed(std::span<ReceivedBlock257> blocks) {
    for (ReceivedBlock257& block : blocks) {
      const bool marked = block.bad;
      block.bad |= spoilt_;
      spoilt_ = marked;
    }
  }

  /// `spoilt`: the next block is to be marked, as after an alignment.
  void restart(bool spoilt) { spoilt_ = spoilt; }
  void reset() { spoilt_ = false; }

 private:
  bool spoilt_ = false;
};

}  // namespace lightloop::golden::pcs
