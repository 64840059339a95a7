// SPDX-License-Identifier: Apache-2.0
// The receive side of a PCS behind deskew, codeword groups to MII words: docs/pcs.md sections 10
// and 14 to 17.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/golden/pcs/block_receiver.hpp"
#include "sim/golden/pcs/codeword_decoder.hpp"
#include "sim/golden/pcs/symbol_error_monitors.hpp"

namespace lightloop::golden::pcs {

/// Whose blocks an uncorrectable codeword marks: those of its flow, or of all flows.
enum class MarkScope { kFlow, kGroup };

struct GroupReceiverConfig : BlockReceiverConfig {
  int cw_bad = 3;                  ///< uncorrectable in a row that lose alignment (placeholder)
  bool bypass_indication = false;  ///< no error marking; hi_ser instead
  std::optional<MarkScope> mark_scope;  ///< none: group at 1.6T, flow elsewhere (placeholder)
  unsigned uncorr_syms = 16;  ///< what an uncorrectable codeword adds to the monitors (placeholder)
  HiSerConfig hi_ser;
  DegradeConfig degrade;
};

class GroupReceiver {
 public:
  /// Throws std::invalid_argument naming the field, what was found and what was expected.
  explicit GroupReceiver(const GroupReceiverConfig& config);

  /// Groups: A B (C D) in turn, 544 symbols each. The first one after construction, reset() or
  /// align() begins with a marker group. Symbols of an unfinished group wait.
  void feed(std::span<const FecSymbol> groups, std::vector<phy::MiiWord>& words);

  /// Alignment was found anew: the next symbol is the first of a marker group. Counters stay.
  void align();

  /// As after construction, counters too.
  void reset();

  /// cw_bad codewords in a row were uncorrectable in one position since align().
  bool lost() const { return lost_; }

  const FecCounters& counters() const { return decoder_.counters(); }
  const BlockReceiver& blocks() const { return blocks_; }
  bool hi_ser() const;
  bool degraded() const { return degrade_.degraded(); }

 private:
  void receive_group(std::span<const FecSymbol> group, std::vector<phy::MiiWord>& words);
  void judge();
  void watch();
  void join_flow(std::size_t f);

  GroupReceiverConfig config_;
  phy::RateShape shape_;
  CodewordDecoder decoder_;
  BlockReceiver blocks_;
  std::vector<HiSerMonitor> hi_ser_;  // by flow; one for all at 1.6T
  DegradeMonitor degrade_;
  std::vector<int> uncorrectable_run_;  // by position
  bool lost_ = false;
  std::vector<FecSymbol> waiting_;
  // Of the group at hand.
  std::vector<FecSymbol> corrected_;
  std::vector<CodewordStatus> status_;
  std::vector<phy::Block257> joined_;
  FlowBlocks received_;
};

}  // namespace lightloop::golden::pcs
