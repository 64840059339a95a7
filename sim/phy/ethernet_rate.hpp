// SPDX-License-Identifier: Apache-2.0
// The Ethernet rates and the sizes of their PCS: docs/pcs.md section 1.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace lightloop::phy {

enum class EthernetRate { k200g, k400g, k800g, k1600g };

inline constexpr std::array<EthernetRate, 4> kEthernetRates{
    EthernetRate::k200g, EthernetRate::k400g, EthernetRate::k800g, EthernetRate::k1600g};

/// 257b blocks of a flow in a codeword group, at every rate.
inline constexpr int kBlocksPerGroup = 40;

/// 66b blocks in a 257b block.
inline constexpr int kBlocks66PerBlock257 = 4;

/// Codeword positions of a flow: A and B, or C and D.
inline constexpr int kPositionsPerFlow = 2;

/// What is dealt to the flows of a rate, in turns.
enum class Dealing { kNone, kBlocks66, kBlocks257 };

/// Sizes of a rate's PCS.
struct RateShape {
  int flows;
  int lanes;                ///< PCS lanes of the port
  int group_symbols;        ///< FEC symbols of a lane in a codeword group
  int marker_blocks;        ///< 257b blocks of a flow's marker group
  std::uint32_t am_period;  ///< 257b blocks of a flow from one marker group to the next
  int deskew_bits;          ///< 180 ns in bits of a lane
  bool checkerboard;        ///< codewords change places on a lane from symbol to symbol
  Dealing dealing;
  std::string_view clause;  ///< of IEEE 802.3

  constexpr int positions() const { return flows * kPositionsPerFlow; }
  constexpr int lanes_per_flow() const { return checkerboard ? lanes / flows : lanes; }
};

constexpr RateShape shape(EthernetRate rate) {
  switch (rate) {
    case EthernetRate::k200g:
      return {1, 8, 136, 4, 81920, 4782, true, Dealing::kNone, "119"};
    case EthernetRate::k400g:
      return {1, 16, 68, 8, 163840, 4782, true, Dealing::kNone, "119"};
    case EthernetRate::k800g:
      return {2, 32, 68, 8, 163840, 4782, true, Dealing::kBlocks66, "172"};
    case EthernetRate::k1600g:
      break;
  }
  return {2, 16, 136, 4, 327680, 19125, false, Dealing::kBlocks257, "175"};
}

/// As on the command line: 200g, 400g, 800g, 1.6t.
constexpr std::string_view to_string(EthernetRate rate) {
  constexpr std::array<std::string_view, 4> kNames{"200g", "400g", "800g", "1.6t"};
  return kNames[static_cast<std::size_t>(rate)];
}

/// The rate of that name; nothing when there is none.
constexpr std::optional<EthernetRate> ethernet_rate(std::string_view name) {
  for (const EthernetRate rate : kEthernetRates) {
    if (to_string(rate) == name) return rate;
  }
  return std::nullopt;
}

}  // namespace lightloop::phy
