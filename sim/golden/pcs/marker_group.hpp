// SPDX-License-Identifier: Apache-2.0
// The marker group of a flow: docs/pcs.md section 8.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/golden/pcs/pad_generator.hpp"
#include "sim/phy/alignment_marker.hpp"
#include "sim/phy/line_block.hpp"

namespace lightloop::golden::pcs {

/// Which flow of 1.6T carries the status bits (placeholder).
inline constexpr int kStatusFlow1600g = 1;

/// Where pad and status stand in a flow's group, in bits. `status_at` is -1 when it has none.
struct MarkerPadding {
  int pad_at;
  int pad_bits;
  int status_at;
};
/// Throws std::invalid_argument as check_status_flow() does.
MarkerPadding marker_padding(phy::EthernetRate rate, int flow, int status_flow = kStatusFlow1600g);

/// Makes the marker groups of one flow, one after the other.
class MarkerGroupSource {
 public:
  /// Throws std::invalid_argument when `pad_seed` is not in 1 .. 511 or `status_flow` is no flow.
  MarkerGroupSource(phy::EthernetRate rate, int flow, const phy::MarkerTable& markers,
                    std::uint16_t pad_seed = kPadOnes, int status_flow = kStatusFlow1600g);

  /// Appends the blocks of the next group; `status` is tx_am_sf, 3 bits.
  void next(unsigned status, std::vector<phy::Block257>& blocks);
  void reset() { pad_ = PadGenerator(pad_seed_); }
  std::uint16_t pad_state() const { return pad_.state(); }

 private:
  std::vector<std::uint64_t> fixed_;  // the group's bits without pad and status
  std::vector<std::uint64_t> group_;
  int blocks_;
  MarkerPadding padding_;
  std::uint16_t pad_seed_;
  PadGenerator pad_;
};

/// The status bits of a received group; `group` begins with its blocks. 0 where it carries none.
unsigned marker_status(std::span<const phy::Block257> group, const MarkerPadding& padding);

}  // namespace lightloop::golden::pcs
