// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/marker_remover.hpp"

#include "sim/golden/pcs/config_checks.hpp"

namespace lightloop::golden::pcs {

MarkerRemover::MarkerRemover(phy::EthernetRate rate, int flow, std::uint32_t am_period,
                             int status_flow)
    : padding_(marker_padding(rate, flow, status_flow)),
      group_blocks_(static_cast<std::uint32_t>(phy::shape(rate).marker_blocks)),
      period_(am_period) {
  check_am_period(rate, am_period);
}

void MarkerRemover::take_status() {
  if (reliable_ && padding_.status_at >= 0) status_ = marker_status(group_, padding_);
  group_.clear();
  reliable_ = true;
}

void MarkerRemover::feed(std::span<const ReceivedBlock257> blocks,
                         std::vector<ReceivedBlock257>& stream) {
  for (const ReceivedBlock257& block : blocks) {
    if (at_ < group_blocks_) {
      group_.push_back(block.block);
      reliable_ &= block.reliable;
      if (group_.size() == group_blocks_) take_status();
    } else {
      stream.push_back(block);
    }
    at_ = at_ + 1 == period_ ? 0 : at_ + 1;
  }
}

void MarkerRemover::restart() {
  at_ = 0;
  status_ = 0;
  reliable_ = true;
  group_.clear();
}

}  // namespace lightloop::golden::pcs
