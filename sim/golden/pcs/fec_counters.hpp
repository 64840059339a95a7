// SPDX-License-Identifier: Apache-2.0
// Counters of the FEC of a port: docs/pcs.md section 17.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/golden/rs_code.hpp"
#include "sim/phy/ethernet_rate.hpp"

namespace lightloop::golden::pcs {

inline constexpr std::size_t kFecBins = 17;

/// Of one codeword position, or a sum of several.
struct FecPositionCounters {
  std::uint64_t codewords = 0;
  std::uint64_t corrected_codewords = 0;  ///< 1 to 15 symbols were corrected
  std::uint64_t uncorrectable_codewords = 0;
  std::uint64_t corrected_symbols = 0;
  std::array<std::uint64_t, kFecBins> bins{};  ///< by corrected symbols; 16: uncorrectable

  void count(const CodewordStatus& status);
  FecPositionCounters& operator+=(const FecPositionCounters& other);
  friend bool operator==(const FecPositionCounters&, const FecPositionCounters&) = default;
};

struct FecCounters {
  std::vector<FecPositionCounters> positions;         ///< A, B (C, D)
  std::vector<std::uint64_t> lane_corrected_symbols;  ///< by PCS lane

  explicit FecCounters(phy::EthernetRate rate);
  FecPositionCounters flow(int f) const;
  FecPositionCounters port() const;
  friend bool operator==(const FecCounters&, const FecCounters&) = default;
};

}  // namespace lightloop::golden::pcs
