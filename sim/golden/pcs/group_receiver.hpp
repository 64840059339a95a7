// SPDX-License-Identifier: Apache-2.0
// The receive side of a PCS behind deskew, codeword groups to MII words: docs/pcs.md sections 9,
// 14-17.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/golden/pcs/block66_decoder.hpp"
#include "sim/golden/pcs/codeword_decoder.hpp"
#include "sim/golden/pcs/error_marker.hpp"
#include "sim/golden/pcs/flow_dealer.hpp"
#include "sim/golden/pcs/marker_remover.hpp"
#include "sim/golden/pcs/message_splitter.hpp"
#include "sim/golden/pcs/rate_matcher.hpp"
#include "sim/golden/pcs/scrambler.hpp"
#include "sim/golden/pcs/symbol_error_monitors.hpp"
#include "sim/golden/pcs/transcoder.hpp"

namespace lightloop::golden::pcs {

/// Whose blocks an uncorrectable codeword marks: those of its flow, or of all flows.
enum class MarkScope { kFlow, kGroup };

struct GroupReceiverConfig {
  phy::EthernetRate rate = phy::EthernetRate::k400g;
  std::uint32_t am_period = 0;  ///< 257b blocks of a flow, a multiple of 40; 0: as the rate has it
  int deal_66b = 4;             ///< 66b blocks a turn at 800G, 1 or 4 (placeholder)
  bool rate_match = true;       ///< insert idle words where markers were
  int status_flow = kStatusFlow1600g;            ///< of 1.6T, 0 or 1 (placeholder)
  std::vector<ScramblerState> descrambler_seed;  ///< one a flow; empty: not known
  bool stateless_66b = true;                     ///< placeholder
  int cw_bad = 3;                  ///< uncorrectable in a row that lose alignment (placeholder)
  bool bypass_indication = false;  ///< no error marking; hi_ser instead
  std::optional<MarkScope> mark_scope;  ///< none: group at 1.6T, flow elsewhere (placeholder)
  unsigned uncorr_syms = 16;  ///< what an uncorrectable codeword adds to the monitors (placeholder)
  HiSerConfig hi_ser;
  DegradeConfig degrade;
  bool keep_stages = false;  ///< for stages()
};

/// What the last feed() gave at each stage; empty unless keep_stages is set.
struct GroupReceiverStages {
  std::vector<FecSymbol> corrected;                      ///< groups, as they came
  std::vector<CodewordStatus> status;                    ///< by codeword
  std::vector<std::vector<ReceivedBlock257>> am_stream;  ///< by flow
  std::vector<std::vector<ReceivedBlock257>> scrambled;  ///< by flow, markers removed, marked
  std::vector<std::vector<ReceivedBlock257>> t257;       ///< by flow, descrambled
  std::vector<phy::Block66> b66;
  std::vector<phy::MiiWord> words;  ///< before idle insertion
};

class GroupReceiver {
 public:
  /// Throws std::invalid_argument naming the field, what was found and what was expected.
  explicit GroupReceiver(const GroupReceiverConfig& config);

  /// Groups: A B (C D) in turn, 544 symbols each. The first one after construction, reset() or
  /// align() begins with a marker group. Symbols of an unfinished group wait.
  void feed(std::span<const FecSymbol> groups, std::vector<phy::MiiWord>& words);

  /// Alignment was found anew: the next symbol is the first of a marker group.
  void align();

  /// As after construction, counters too.
  void reset();

  /// cw_bad codewords in a row were uncorrectable in one position since align().
  bool lost() const { return lost_; }

  const FecCounters& counters() const { return decoder_.counters(); }
  const GroupReceiverStages& stages() const { return stages_; }
  std::uint64_t bad_blocks(int flow) const;  ///< 257b blocks given on as errors
  std::uint64_t words() const { return word_count_; }
  bool hi_ser() const;
  bool degraded() const { return degrade_.degraded(); }
  unsigned received_status() const;                     ///< tx_am_sf of the partner
  bool starved() const { return inserter_.starved(); }  ///< as IdleInserter

 private:
  struct Flow {
    MarkerRemover remover;
    ErrorMarker marker;
    Descrambler descrambler;
    HiSerMonitor hi_ser;
    std::uint64_t bad_blocks = 0;
  };

  void clear_stages();
  template <typename T>
  void keep(std::vector<T>& stage, const std::vector<T>& made) const;
  void receive_group(std::span<const FecSymbol> group, std::vector<phy::MiiWord>& words);
  void judge(std::span<const CodewordStatus> status);
  void watch(std::span<const CodewordStatus> status);
  void join_flow(std::size_t f, std::span<const FecSymbol> group,
                 std::span<const CodewordStatus> status);
  void descramble_flow(std::size_t f);
  void reverse_flows();
  void give_words(std::vector<phy::MiiWord>& words);

  GroupReceiverConfig config_;
  phy::RateShape shape_;
  CodewordDecoder decoder_;
  std::vector<Flow> flows_;
  FlowCollector<phy::Block66> collector66_;
  FlowCollector<ReceivedBlock257> collector257_;
  Block66Decoder block_decoder_;
  IdleInserter inserter_;
  DegradeMonitor degrade_;
  std::vector<int> uncorrectable_run_;  // by position
  bool lost_ = false;
  std::uint64_t word_count_ = 0;
  GroupReceiverStages stages_;
  // Of the group at hand.
  std::vector<FecSymbol> corrected_;
  std::vector<CodewordStatus> status_;
  std::vector<phy::Block257> joined_;
  std::vector<std::vector<ReceivedBlock257>> received_;  // by flow
  std::vector<std::vector<ReceivedBlock257>> plain_;     // by flow
  std::vector<std::vector<phy::Block66>> reversed_;      // by flow
  std::vector<ReceivedBlock257> collected_;
  std::vector<phy::Block66> blocks_;
  std::vector<phy::MiiWord> decoded_;
  std::vector<FecSymbol> waiting_;
};

}  // namespace lightloop::golden::pcs
