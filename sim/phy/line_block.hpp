// SPDX-License-Identifier: Apache-2.0
// 66b and 257b blocks: docs/pcs.md sections 4 and 6.
#pragma once

#include <array>
#include <cstdint>

namespace lightloop::phy {

/// The two sync bits of a 66b block, the first sent in bit 0.
enum class Sync : std::uint8_t { kInvalid00 = 0, kControl = 1, kData = 2, kInvalid11 = 3 };

/// A 66b block: sync bits, then 64 payload bits, the first sent in bit 0.
struct Block66 {
  std::uint64_t payload = 0;
  Sync sync = Sync::kInvalid11;
  friend constexpr bool operator==(const Block66&, const Block66&) = default;
};

/// What stands for a block that was lost.
inline constexpr Block66 kBadBlock66{0, Sync::kInvalid11};

inline constexpr int kBlock257Bits = 257;

/// A 257b block: bit i in bit i % 64 of word i / 64; the unused bits of word 4 are 0.
struct Block257 {
  std::array<std::uint64_t, 5> words{};
  friend constexpr bool operator==(const Block257&, const Block257&) = default;
};

}  // namespace lightloop::phy
