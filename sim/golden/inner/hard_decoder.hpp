// SPDX-License-Identifier: Apache-2.0
// Hard decoder of the inner code (docs/inner.md section 7).
#pragma once

#include <span>
#include <vector>

#include "sim/golden/inner/decoder_counters.hpp"
#include "sim/golden/inner/inner_code.hpp"
#include "sim/golden/inner/sample.hpp"

namespace lightloop::golden::inner {

/// PAM4 symbols in, 64 a codeword; 12 FEC symbols a codeword out.
class HardDecoder {
 public:
  using Sample = Pam4Symbol;

  /// Throws std::invalid_argument when a PAM4 symbol exceeds 3.
  void feed(std::span<const Pam4Symbol> in, std::vector<FecSymbol>& out);

  void reset();

  const DecoderCounters& counters() const { return counters_; }

 private:
  Codeword decide(std::span<const Pam4Symbol> received);

  std::vector<Pam4Symbol> waiting_;
  DecoderCounters counters_;
};

}  // namespace lightloop::golden::inner
