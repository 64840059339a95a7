// SPDX-License-Identifier: Apache-2.0
// Where transfers must be tried: the addresses at which a carry runs into each bit of an address.
#pragma once

#include <cstdint>
#include <vector>

namespace lightloop::testbenches {

/// The ends of pages of 4 KiB, of 8 KiB and so on up to the end of all addresses, 2^64, which is 0
/// here. 4 GiB is one of them. A transfer across one of them carries through all lower bits of its
/// address; one that ends at 0 uses the last byte there is.
inline std::vector<std::uint64_t> address_carries() {
  std::vector<std::uint64_t> carries;
  for (unsigned bit = 12; bit < 64; ++bit) carries.push_back(std::uint64_t{1} << bit);
  carries.push_back(0);
  return carries;
}

/// The memory of the benches: all addresses but the first page, so that one is left where there is
/// none.
inline constexpr std::uint64_t kMemoryBase = 4096;
inline constexpr std::uint64_t kMemoryBytes = 0 - kMemoryBase;
inline constexpr std::uint64_t kNoMemory = 0;

}  // namespace lightloop::testbenches
