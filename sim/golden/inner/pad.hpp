// SPDX-License-Identifier: Apache-2.0
// The pad, and the frame that begins with it (docs/inner.md section 5).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/golden/inner/inner_code.hpp"
#include "sim/golden/pam4.hpp"

namespace lightloop::golden::inner {

/// The default content: `bits` bits of PRBS13, the seed of thirteen ones first.
std::vector<std::uint8_t> default_pad(std::size_t bits = 1024);

struct Frame {
  std::vector<std::uint8_t> pad = default_pad();  ///< bits, an even number of them, at least 2
  std::size_t codewords = 8704;                   ///< after each pad; a multiple of the ways

  std::size_t pad_symbols() const { return pad.size() / 2; }
  std::size_t data_symbols() const { return codewords * kLevels; }
};

/// Throws std::invalid_argument for a pad or a number that docs/inner.md does not allow.
void check(const Frame& frame, int ways);

/// The pad as PAM4 symbols.
std::vector<Pam4Symbol> pad_symbols(const Frame& frame);

/// PAM4 symbols in, frames of them out.
class PadInserter {
 public:
  /// Throws as check() does for one way.
  explicit PadInserter(const Frame& frame);

  void feed(std::span<const Pam4Symbol> in, std::vector<Pam4Symbol>& out);

  void reset() { sent_ = 0; }

 private:
  std::vector<Pam4Symbol> pad_;
  std::size_t data_symbols_;
  std::size_t sent_ = 0;  // of the data of this frame
};

}  // namespace lightloop::golden::inner
