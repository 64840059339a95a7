// SPDX-License-Identifier: Apache-2.0
// Inner encoder (docs/inner.md section 3).
#pragma once

#include <span>
#include <vector>

#include "sim/golden/inner/inner_code.hpp"

namespace lightloop::golden::inner {

/// FEC symbols in, a codeword for every twelve out.
class Encoder {
 public:
  /// Throws std::invalid_argument when a symbol exceeds 10 bits.
  void feed(std::span<const FecSymbol> symbols, std::vector<Codeword>& codewords);

  void reset() { waiting_.clear(); }

 private:
  std::vector<FecSymbol> waiting_;
};

}  // namespace lightloop::golden::inner
