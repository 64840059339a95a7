// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pma/round_marker.hpp"

#include <stdexcept>
#include <string>

#include "sim/golden/checks.hpp"
#include "sim/golden/rs_code.hpp"

namespace lightloop::golden::pma {
RoundMarker::RoundMarker(const SmPmaPlan& plan, std::span<const phy::AlignmentMarker> markers,
                         int nibble_tolerance)
    : tolerance_(nibble_tolerance) {
  require_size("markers", markers.size(), lane_count(plan));
  if (nibble_tolerance < 0 || nibble_tolerance > 12) {
    throw std::invalid_argument("marker tolerance: found " + std::to_string(nibble_tolerance) +
                                ", expected 0 to 12 nibbles");
  }
  const int parity = plan.order.front().front() % 2;
  for (const std::vector<int>& turns : plan.order) {
    if (turns.front() % 2 != parity) {
      throw std::invalid_argument(
          "SM-PMA order: found rows that begin with odd and with even lanes");
    }
    markers_.push_back(markers[turns.front()]);
  }
  round_bits_ = kBitsPerFecSymbol * plan.width() * plan.unit;
  const std::size_t late = parity == 1 ? plan.odd_delay % plan.unit : 0;
  for (std::size_t bit = 0; bit < offsets_.size(); ++bit) {
    const std::size_t symbol = late + bit / kBitsPerFecSymbol;
    offsets_[bit] = symbol / plan.unit * round_bits_ + symbol % plan.unit * kBitsPerFecSymbol +
                    bit % kBitsPerFecSymbol;
  }
}

std::optional<int> RoundMarker::match(const Bit* bits) const {
  if (!common_matches(bits)) return std::nullopt;
  for (int lane = 0; lane < static_cast<int>(markers_.size()); ++lane) {
    if (own_matches(bits, lane)) return lane;
  }
  return std::nullopt;
}

bool RoundMarker::matches(const Bit* bits, int pma_lane) const {
  return common_matches(bits) && own_matches(bits, pma_lane);
}

bool RoundMarker::common_matches(const Bit* bits) const {
  return nibbles_match(bits, markers_.front(), phy::kCommonMarkerAt);
}

bool RoundMarker::own_matches(const Bit* bits, int pma_lane) const {
  return nibbles_match(bits, markers_[pma_lane], phy::kUniqueMarkerAt);
}

bool RoundMarker::nibbles_match(const Bit* bits, const phy::AlignmentMarker& marker,
                                std::span<const int> bytes) const {
  int wrong = 0;
  for (const int byte : bytes) {
    for (const int low : {0, 4}) {
      const std::size_t* at = &offsets_[8 * byte + low];
      const unsigned nibble =
          bits[at[0]] | bits[at[1]] << 1U | bits[at[2]] << 2U | bits[at[3]] << 3U;
      if (nibble == (marker[byte] >> low & 15U)) continue;
      if (++wrong > tolerance_) return false;
    }
  }
  return true;
}

}  // namespace lightloop::golden::pma
