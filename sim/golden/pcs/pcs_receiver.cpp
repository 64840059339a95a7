// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/pcs_receiver.hpp"

namespace lightloop::golden::pcs {
namespace {

LaneAlignerConfig lane_side(const PcsReceiverConfig& config) {
  LaneAlignerConfig lanes = config.lanes;
  lanes.rate = config.groups.rate;
  lanes.am_period = config.groups.am_period;
  return lanes;
}

}  // namespace

PcsReceiver::PcsReceiver(const PcsReceiverConfig& config)
    : fault_words_(static_cast<std::size_t>(phy::kBlocks66PerBlock257 * phy::kBlocksPerGroup *
                                            phy::shape(config.groups.rate).flows)),
      aligner_(lane_side(config)),
      groups_(config.groups) {}

void PcsReceiver::feed(std::span<const std::vector<FecSymbol>> lanes,
                       std::vector<phy::MiiWord>& words) {
  aligner_.push(lanes);
  group_.clear();
  while (aligner_.step(group_)) {
    if (!group_.empty()) {
      give_group(words);
    } else if (!aligner_.aligned()) {
      words.insert(words.end(), fault_words_, phy::kLocalFaultWord);
    }
    group_.clear();
  }
}

void PcsReceiver::give_group(std::vector<phy::MiiWord>& words) {
  if (alignments_ != aligner_.counters().alignments) {
    alignments_ = aligner_.counters().alignments;
    groups_.align();
  }
  groups_.feed(group_, words);
  if (groups_.lost()) aligner_.restart(RestartReason::kCodewords);
}

void PcsReceiver::reset() {
  aligner_.reset();
  groups_.reset();
  alignments_ = 0;
}

}  // namespace lightloop::golden::pcs
