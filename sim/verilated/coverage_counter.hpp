// SPDX-License-Identifier: Apache-2.0
// What models count coverage with in a coverage build (scripts/cmake/plain_coverage_counters.sh).
#pragma once

#include <atomic>
#include <cstdint>

namespace lightloop::verilated {

/// A counter with the one function of std::atomic<uint32_t> that models call, not atomic. It stops
/// at its highest value: a count must not come round to 0.
struct CoverageCounter {
  std::uint32_t count = 0;
  void fetch_add(std::uint32_t more, std::memory_order /*order*/) {
    count += more;
    count -= count < more ? 1 : 0;
  }
};
// Verilator reads it through a pointer to uint32_t.
static_assert(sizeof(CoverageCounter) == sizeof(std::uint32_t));

}  // namespace lightloop::verilated
