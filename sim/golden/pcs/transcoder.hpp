// SPDX-License-Identifier: Apache-2.0
// 256B/257B transcoder and its reverse: docs/pcs.md section 6, IEEE 802.3 119.2.4.2.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "sim/phy/ethernet_rate.hpp"
#include "sim/phy/line_block.hpp"

namespace lightloop::golden::pcs {

using FourBlocks66 = std::array<phy::Block66, phy::kBlocks66PerBlock257>;

phy::Block257 transcode(std::span<const phy::Block66, 4> blocks);
FourBlocks66 reverse_transcode(const phy::Block257& block);

/// Four 66b blocks in, one 257b block out.
class Transcoder {
 public:
  void feed(std::span<const phy::Block66> blocks, std::vector<phy::Block257>& out);
  void reset() { pending_ = 0; }

 private:
  FourBlocks66 waiting_{};
  std::size_t pending_ = 0;
};

}  // namespace lightloop::golden::pcs
