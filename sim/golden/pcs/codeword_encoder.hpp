// SPDX-License-Identifier: Apache-2.0
// RS(544,514) over a stream of messages: docs/pcs.md section 10.
#pragma once

#include <span>
#include <vector>

#include "sim/golden/rs_code.hpp"

namespace lightloop::golden::pcs {

/// 514 message symbols in, the codeword of 544 out.
class CodewordEncoder {
 public:
  void feed(std::span<const FecSymbol> messages, std::vector<FecSymbol>& codewords);
  void reset() { waiting_.clear(); }

 private:
  std::vector<FecSymbol> waiting_;  // of a message not yet complete
};

}  // namespace lightloop::golden::pcs
