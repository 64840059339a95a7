// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace lightloop::golden::inner {

/// What a decoder has done, from reset (docs/inner.md section 9).
struct DecoderCounters {
  std::uint64_t codewords = 0;
  std::uint64_t changed = 0;  ///< with a code bit that was decided otherwise
  std::uint64_t failed = 0;   ///< passed on as received
  friend bool operator==(const DecoderCounters&, const DecoderCounters&) = default;
};

}  // namespace lightloop::golden::inner
