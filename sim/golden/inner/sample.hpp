// SPDX-License-Identifier: Apache-2.0
// Samples of the line: PAM4 symbols, or soft values of them (docs/inner.md section 1).
#pragma once

#include <cstdint>
#include <span>

#include "sim/golden/checks.hpp"
#include "sim/golden/pam4.hpp"

namespace lightloop::golden::inner {

/// The ideal levels are -96, -32, 32, 96; the thresholds -64, 0, 64.
using SoftValue = std::int8_t;

inline constexpr int kThreshold = 64;

/// The level of a sample: the symbol itself, or the number of thresholds that a soft value reaches.
constexpr Pam4Symbol level_of(Pam4Symbol symbol) { return symbol; }
constexpr Pam4Symbol level_of(SoftValue y) {
  return static_cast<Pam4Symbol>((y >= -kThreshold) + (y >= 0) + (y >= kThreshold));
}

/// Throws std::invalid_argument when a PAM4 symbol exceeds 3. All soft values are samples.
inline void require_samples(const char* what, std::span<const Pam4Symbol> symbols) {
  require_at_most(what, symbols, 3);
}
inline void require_samples(const char* /*what*/, std::span<const SoftValue> /*values*/) {}

}  // namespace lightloop::golden::inner
