// SPDX-License-Identifier: Apache-2.0
// 257b blocks of the flows to MII words: docs/pcs.md sections 5 to 9 and 14 to 16.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/golden/pcs/block66_decoder.hpp"
#include "sim/golden/pcs/error_marker.hpp"
#include "sim/golden/pcs/flow_dealer.hpp"
#include "sim/golden/pcs/marker_remover.hpp"
#include "sim/golden/pcs/rate_matcher.hpp"
#include "sim/golden/pcs/scrambler.hpp"

namespace lightloop::golden::pcs {

struct BlockReceiverConfig {
  phy::EthernetRate rate = phy::EthernetRate::k400g;
  std::uint32_t am_period = 0;  ///< 257b blocks of a flow, a multiple of 40; 0: as the rate has it
  int deal_66b = 4;             ///< 66b blocks a turn at 800G, 1 or 4 (placeholder)
  bool rate_match = true;       ///< insert idle words where markers were
  int status_flow = kStatusFlow1600g;            ///< of 1.6T, 0 or 1 (placeholder)
  std::vector<ScramblerState> descrambler_seed;  ///< one a flow; empty: not known
  bool stateless_66b = true;                     ///< placeholder
  bool keep_stages = false;                      ///< for stages()
};

/// New blocks of each flow.
using FlowBlocks = std::vector<std::vector<ReceivedBlock257>>;

/// What was made at each stage since clear_stages(); empty unless keep_stages is set.
struct BlockReceiverStages {
  FlowBlocks am_stream;
  FlowBlocks scrambled;  ///< markers removed, blocks marked
  FlowBlocks t257;       ///< descrambled
  std::vector<phy::Block66> b66;
};

/// A stream can enter at any stage; the stages before it then have no part in it.
class BlockReceiver {
 public:
  /// Throws std::invalid_argument naming the field, what was found and what was expected.
  explicit BlockReceiver(const BlockReceiverConfig& config);

  /// Blocks with markers. The first of each flow after construction, reset() or align() is the
  /// first of a marker group.
  void feed(const FlowBlocks& flows, std::vector<phy::MiiWord>& words);
  /// Blocks without markers.
  void feed_scrambled(const FlowBlocks& flows, std::vector<phy::MiiWord>& words);
  /// Descrambled blocks.
  void feed_t257(const FlowBlocks& flows, std::vector<phy::MiiWord>& words);
  void feed_b66(std::span<const phy::Block66> blocks, std::vector<phy::MiiWord>& words);

  /// While set, Local Fault is given in place of each word.
  void set_fault(bool fault) { fault_ = fault; }

  /// Alignment was found anew; counters stay.
  void align();
  void reset();

  std::uint64_t bad_blocks(int flow) const;             ///< 257b blocks given on as errors
  std::uint64_t words() const { return word_count_; }   ///< without idle words inserted
  unsigned received_status() const;                     ///< tx_am_sf of the partner
  bool starved() const { return inserter_.starved(); }  ///< as IdleInserter
  const BlockReceiverStages& stages() const { return stages_; }
  void clear_stages();

 private:
  struct Flow {
    MarkerRemover remover;
    ErrorMarker marker;
    Descrambler descrambler;
    std::uint64_t bad_blocks = 0;
  };
  template <typename T>
  void keep(std::vector<T>& stage, const std::vector<T>& made) const;

  BlockReceiverConfig config_;
  phy::RateShape shape_;
  std::vector<Flow> flows_;
  FlowCollector<phy::Block66> collector66_;
  FlowCollector<ReceivedBlock257> collector257_;
  Block66Decoder decoder_;
  IdleInserter inserter_;
  bool fault_ = false;
  std::uint64_t word_count_ = 0;
  BlockReceiverStages stages_;
  // Of the blocks at hand.
  FlowBlocks unmarked_;
  FlowBlocks plain_;
  std::vector<std::vector<phy::Block66>> reversed_;
  std::vector<ReceivedBlock257> collected_;
  std::vector<phy::Block66> blocks_;
  std::vector<phy::MiiWord> decoded_;
};

}  // namespace lightloop::golden::pcs
