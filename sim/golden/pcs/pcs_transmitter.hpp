// SPDX-License-Identifier: Apache-2.0
// The transmit side of a PCS, MII words to PCS lanes: docs/pcs.md section 1 has the chain.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/golden/pcs/block66_encoder.hpp"
#include "sim/golden/pcs/codeword_encoder.hpp"
#include "sim/golden/pcs/flow_dealer.hpp"
#include "sim/golden/pcs/lane_map.hpp"
#include "sim/golden/pcs/marker_inserter.hpp"
#include "sim/golden/pcs/message_splitter.hpp"
#include "sim/golden/pcs/rate_matcher.hpp"
#include "sim/golden/pcs/scrambler.hpp"
#include "sim/golden/pcs/transcoder.hpp"

namespace lightloop::golden::pcs {

struct PcsTransmitterConfig {
  phy::EthernetRate rate = phy::EthernetRate::k400g;
  std::uint32_t am_period = 0;  ///< 257b blocks of a flow, a multiple of 40; 0: as the rate has it
  unsigned tx_am_sf = 0;        ///< status bits, 3
  int deal_66b = 4;             ///< 66b blocks a turn at 800G, 1 or 4 (placeholder)
  bool rate_match = true;       ///< false: the words fit as they are
  bool keep_first_idle = true;  ///< IdleDeleter
  std::vector<ScramblerState> scrambler_seed;  ///< one a flow; empty: all ones
  std::vector<std::uint16_t> prbs9_seed;       ///< one a flow, P0 in bit 0; empty: all ones
  phy::MarkerTable markers;                    ///< empty: default_markers(rate)
  int status_flow = kStatusFlow1600g;          ///< of 1.6T, 0 or 1 (placeholder)
};

/// What the last feed() gave at each stage.
struct PcsTransmitStages {
  std::vector<phy::MiiWord> matched;  ///< empty when rate_match is off
  std::vector<phy::Block66> b66;
  std::vector<std::vector<phy::Block66>> dealt66;      ///< by flow, 800G only
  std::vector<std::vector<phy::Block257>> t257;        ///< by flow
  std::vector<std::vector<phy::Block257>> scrambled;   ///< by flow
  std::vector<std::vector<phy::Block257>> am_stream;   ///< by flow
  std::vector<std::vector<FecSymbol>> messages;        ///< by flow, A and B in turn
  std::vector<std::vector<FecSymbol>> flow_codewords;  ///< by flow, A and B in turn
  std::vector<FecSymbol> codewords;                    ///< groups: A B, or A B C D, in turn
};

class PcsTransmitter {
 public:
  /// Throws std::invalid_argument naming the field, what was found and what was expected.
  explicit PcsTransmitter(const PcsTransmitterConfig& config);

  /// Appends to each lane what follows from the words; `lanes` holds one vector a lane.
  void feed(std::span<const phy::MiiWord> words, std::span<std::vector<FecSymbol>> lanes);

  /// tx_am_sf from the next marker group on.
  void set_status(unsigned tx_am_sf);

  void reset();

  const PcsTransmitStages& stages() const { return stages_; }
  ScramblerState scrambler_state(int flow) const;
  std::uint16_t pad_state(int flow) const;  ///< P0 in bit 0

  /// Sticky: no idle word could be deleted in time, so the line ran slower than the MII.
  bool starved() const { return deleter_.starved(); }

 private:
  struct Flow {
    Transcoder transcoder;
    Scrambler scrambler;
    MarkerInserter inserter;
    MessageSplitter splitter;
    CodewordEncoder encoder;
  };

  void clear_stages();
  void transcode_flows();
  void encode_flow(std::size_t f);

  PcsTransmitterConfig config_;
  phy::RateShape shape_;
  IdleDeleter deleter_;
  Block66Encoder encoder_;
  FlowDealer<phy::Block66> dealer66_;
  FlowDealer<phy::Block257> dealer257_;
  std::vector<Flow> flows_;
  FlowCollector<FecSymbol> groups_;
  LaneDistributor distributor_;
  PcsTransmitStages stages_;
  std::vector<phy::Block257> undealt_;
};

}  // namespace lightloop::golden::pcs
