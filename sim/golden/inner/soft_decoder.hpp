// SPDX-License-Identifier: Apache-2.0
// Soft decoder of the inner code: Chase's second algorithm (docs/inner.md section 8).
#pragma once

#include <span>
#include <vector>

#include "sim/golden/inner/decoder_counters.hpp"
#include "sim/golden/inner/inner_code.hpp"
#include "sim/golden/inner/sample.hpp"

namespace lightloop::golden::inner {

/// What the decoder has made of one codeword.
struct SoftDecision {
  Codeword codeword{};  ///< message bits 0..119; the bits after them are as received
  int cost = 0;         ///< of the winner; 0 when failed
  bool changed = false;
  bool failed = false;
};

/// Decides one codeword of 64 soft values. `test_bits`: 0..6.
SoftDecision decide(std::span<const SoftValue, kLevels> received, int test_bits);

/// Soft values in, 64 a codeword; 12 FEC symbols a codeword out.
class SoftDecoder {
 public:
  using Sample = SoftValue;

  static constexpr int kMostTestBits = 6;

  /// `test_bits`: p of docs/inner.md. Throws std::invalid_argument unless 0..6.
  explicit SoftDecoder(int test_bits = kMostTestBits);

  void feed(std::span<const SoftValue> in, std::vector<FecSymbol>& out);

  void reset();

  const DecoderCounters& counters() const { return counters_; }

 private:
  int test_bits_;
  std::vector<SoftValue> waiting_;
  DecoderCounters counters_;
};

}  // namespace lightloop::golden::inner
