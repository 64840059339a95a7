// SPDX-License-Identifier: Apache-2.0
// Alignment markers of the PCS lanes: docs/pcs.md section 8.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/phy/ethernet_rate.hpp"

namespace lightloop::phy {

/// CM0 CM1 CM2 UP0 CM3 CM4 CM5 UP1 UM0 UM1 UM2 UP2 UM3 UM4 UM5, each octet bit 0 first.
using AlignmentMarker = std::array<std::uint8_t, 15>;

inline constexpr int kMarkerBits = 120;

/// One marker a PCS lane.
using MarkerTable = std::vector<AlignmentMarker>;

/// The common part, CM0..CM5, and the places of the parts.
inline constexpr std::array<std::uint8_t, 6> kCommonMarker{0x9A, 0x4A, 0x26, 0x65, 0xB5, 0xD9};
inline constexpr std::array<int, 6> kCommonMarkerAt{0, 1, 2, 4, 5, 6};
inline constexpr std::array<int, 6> kUniqueMarkerAt{8, 9, 10, 12, 13, 14};
inline constexpr std::array<int, 3> kUniquePadAt{3, 7, 11};

/// IEEE 802.3 clause 119, 400GBASE-R: UP0..UP2 and UM0..UM2 of each lane; the rest follows.
inline constexpr std::array<std::array<std::uint8_t, 6>, 16> kMarkers400g{{
    {0xB6, 0xD9, 0x26, 0x01, 0x71, 0xF3},
    {0x04, 0x67, 0x98, 0x5A, 0xDE, 0x7E},
    {0x46, 0xFE, 0x01, 0x3E, 0xF3, 0x56},
    {0x5A, 0x84, 0x7B, 0x86, 0x80, 0xD0},
    {0xE1, 0x19, 0xE6, 0x2A, 0x51, 0xF2},
    {0xF2, 0x4E, 0xB1, 0x12, 0x4F, 0xD1},
    {0x3D, 0xEE, 0x11, 0x42, 0x9C, 0xA1},
    {0x22, 0x32, 0xCD, 0xD6, 0x76, 0x5B},
    {0x60, 0x9F, 0x60, 0xE1, 0x73, 0x75},
    {0x6B, 0xA2, 0x5D, 0x71, 0xC4, 0x3C},
    {0xFA, 0x04, 0xFB, 0x95, 0xEB, 0xD8},
    {0x6C, 0x71, 0x8E, 0x22, 0x66, 0x38},
    {0x18, 0x5B, 0xA4, 0xA2, 0xF6, 0x95},
    {0x14, 0xCC, 0x33, 0x31, 0x97, 0xC3},
    {0xD0, 0xB1, 0x4E, 0xCA, 0xFB, 0xA6},
    {0xB4, 0x56, 0xA9, 0xA6, 0xBA, 0x79},
}};

/// A marker from its unique parts: UM3..UM5 are the complements of UM0..UM2.
constexpr AlignmentMarker make_marker(const std::array<std::uint8_t, 6>& parts) {
  AlignmentMarker marker{};
  for (int i = 0; i < 6; ++i) marker[kCommonMarkerAt[i]] = kCommonMarker[i];
  for (int i = 0; i < 3; ++i) {
    marker[kUniquePadAt[i]] = parts[i];
    marker[kUniqueMarkerAt[i]] = parts[3 + i];
    marker[kUniqueMarkerAt[3 + i]] = static_cast<std::uint8_t>(~parts[3 + i]);
  }
  return marker;
}

/// Complements UMi and UM(i+3) for each bit i of `which`.
constexpr AlignmentMarker complemented(AlignmentMarker marker, unsigned which) {
  for (int i = 0; i < 6; ++i) {
    std::uint8_t& octet = marker[kUniqueMarkerAt[i]];
    if (((which >> (i % 3)) & 1) != 0) octet = static_cast<std::uint8_t>(~octet);
  }
  return marker;
}

/// The marker of one lane. 800G and 1.6T are placeholders: docs/pcs.md section 18.
constexpr AlignmentMarker default_marker(EthernetRate rate, int lane) {
  const AlignmentMarker marker = make_marker(kMarkers400g[lane % 16]);
  switch (rate) {
    case EthernetRate::k200g:
      return lane == 0 ? make_marker({0x05, 0xD6, 0x29, 0xB3, 0xC0, 0x8C}) : marker;
    case EthernetRate::k400g:
      return marker;
    case EthernetRate::k800g:
      return complemented(marker, lane < 16 ? 0b001 : 0b010);
    case EthernetRate::k1600g:
      break;
  }
  return complemented(marker, 0b111);
}

inline MarkerTable default_markers(EthernetRate rate) {
  MarkerTable table;
  for (int lane = 0; lane < shape(rate).lanes; ++lane) table.push_back(default_marker(rate, lane));
  return table;
}

}  // namespace lightloop::phy
