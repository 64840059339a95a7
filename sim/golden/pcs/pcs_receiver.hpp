// SPDX-License-Identifier: Apache-2.0
// The receive side of a PCS, received lanes to MII words: docs/pcs.md section 1 has the chain.
#pragma once

#include <span>
#include <vector>

#include "sim/golden/pcs/group_receiver.hpp"
#include "sim/golden/pcs/lane_aligner.hpp"

namespace lightloop::golden::pcs {

struct PcsReceiverConfig {
  /// `rate`, `am_period` and the rest of the decoding side.
  GroupReceiverConfig groups;
  /// The lane side; its `rate` and `am_period` are taken from `groups`.
  LaneAlignerConfig lanes;
};

class PcsReceiver {
 public:
  /// Throws std::invalid_argument naming the field, what was found and what was expected.
  explicit PcsReceiver(const PcsReceiverConfig& config);

  /// New bits of each lane, ten to a symbol at any phase; what has not come on all lanes waits.
  /// Appends the words that follow; while there is no alignment these are Local Fault.
  void feed(std::span<const std::vector<FecSymbol>> lanes, std::vector<phy::MiiWord>& words);

  void reset();

  const LaneAligner& aligner() const { return aligner_; }
  const GroupReceiver& groups() const { return groups_; }

 private:
  void give_group(std::vector<phy::MiiWord>& words);

  std::size_t fault_words_;  // MII words in a step
  LaneAligner aligner_;
  GroupReceiver groups_;
  std::uint64_t alignments_ = 0;  // that `groups_` knows of
  std::vector<FecSymbol> group_;
};

}  // namespace lightloop::golden::pcs
