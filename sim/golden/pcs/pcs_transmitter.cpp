// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/pcs_transmitter.hpp"

#include <stdexcept>
#include <string>
#include <utility>

#include "sim/golden/checks.hpp"
#include "sim/golden/pcs/config_checks.hpp"
#include "sim/golden/pcs/marker_file.hpp"

namespace lightloop::golden::pcs {
namespace {

using phy::Dealing;

template <typename T>
void fill_seeds(const char* name, std::vector<T>& seeds, std::size_t flows, T standard) {
  if (seeds.empty()) seeds.assign(flows, standard);
  if (seeds.size() == flows) return;
  throw std::invalid_argument(std::string(name) + ": found " + std::to_string(seeds.size()) +
                              " seeds, expected one for each of " + std::to_string(flows) +
                              " flows");
}

PcsTransmitterConfig completed(PcsTransmitterConfig config) {
  const phy::RateShape shape = phy::shape(config.rate);
  if (config.am_period == 0) config.am_period = shape.am_period;
  check_am_period(config.rate, config.am_period);
  if (config.tx_am_sf > 7) {
    throw std::invalid_argument("tx_am_sf: found " + std::to_string(config.tx_am_sf) +
                                ", expected 0 to 7");
  }
  check_deal_66b(config.deal_66b);
  check_status_flow(config.status_flow);
  const auto flows = static_cast<std::size_t>(shape.flows);
  fill_seeds("scrambler_seed", config.scrambler_seed, flows, kScramblerOnes);
  fill_seeds("prbs9_seed", config.prbs9_seed, flows, kPadOnes);
  if (config.markers.empty()) config.markers = phy::default_markers(config.rate);
  check_markers(config.markers, config.rate, "markers");
  return config;
}

template <typename T>
void clear_all(std::vector<std::vector<T>>& flows) {
  for (std::vector<T>& flow : flows) flow.clear();
}

}  // namespace

PcsTransmitter::PcsTransmitter(const PcsTransmitterConfig& config)
    : config_(completed(config)),
      shape_(phy::shape(config.rate)),
      deleter_(config.rate, config_.am_period, config.keep_first_idle),
      dealer66_(static_cast<std::size_t>(config.deal_66b)),
      dealer257_(1),
      groups_(phy::kPositionsPerFlow * kCodewordSymbols, static_cast<std::size_t>(shape_.flows)),
      distributor_(config.rate) {
  for (int f = 0; f < shape_.flows; ++f) {
    const auto at = static_cast<std::size_t>(f);
    MarkerGroupSource markers(config.rate, f, config_.markers, config_.prbs9_seed[at],
                              config.status_flow);
    flows_.push_back({{},
                      Scrambler(config_.scrambler_seed[at]),
                      MarkerInserter(config.rate, std::move(markers), config_.am_period),
                      {},
                      {}});
  }
  set_status(config_.tx_am_sf);
  for (auto* const blocks : {&stages_.t257, &stages_.scrambled, &stages_.am_stream}) {
    blocks->resize(flows_.size());
  }
  stages_.dealt66.resize(flows_.size());
  stages_.messages.resize(flows_.size());
  stages_.flow_codewords.resize(flows_.size());
}

void PcsTransmitter::clear_stages() {
  stages_.matched.clear();
  stages_.b66.clear();
  stages_.codewords.clear();
  clear_all(stages_.dealt66);
  clear_all(stages_.t257);
  clear_all(stages_.scrambled);
  clear_all(stages_.am_stream);
  clear_all(stages_.messages);
  clear_all(stages_.flow_codewords);
}

void PcsTransmitter::transcode_flows() {
  switch (shape_.dealing) {
    case Dealing::kNone:
      flows_[0].transcoder.feed(stages_.b66, stages_.t257[0]);
      break;
    case Dealing::kBlocks66:
      dealer66_.feed(stages_.b66, stages_.dealt66);
      for (std::size_t f = 0; f < flows_.size(); ++f) {
        flows_[f].transcoder.feed(stages_.dealt66[f], stages_.t257[f]);
      }
      break;
    case Dealing::kBlocks257:
      undealt_.clear();
      flows_[0].transcoder.feed(stages_.b66, undealt_);
      dealer257_.feed(undealt_, stages_.t257);
      break;
  }
}

void PcsTransmitter::encode_flow(std::size_t f) {
  Flow& flow = flows_[f];
  flow.scrambler.feed(stages_.t257[f], stages_.scrambled[f]);
  flow.inserter.feed(stages_.scrambled[f], stages_.am_stream[f]);
  flow.splitter.feed(stages_.am_stream[f], stages_.messages[f]);
  flow.encoder.feed(stages_.messages[f], stages_.flow_codewords[f]);
}

void PcsTransmitter::feed(std::span<const phy::MiiWord> words,
                          std::span<std::vector<FecSymbol>> lanes) {
  require_size("lanes", lanes.size(), static_cast<std::size_t>(shape_.lanes));
  clear_stages();
  if (config_.rate_match) {
    deleter_.feed(words, stages_.matched);
    words = stages_.matched;
  }
  encoder_.feed(words, stages_.b66);
  transcode_flows();
  for (std::size_t f = 0; f < flows_.size(); ++f) encode_flow(f);
  groups_.feed(stages_.flow_codewords, stages_.codewords);
  distributor_.feed(stages_.codewords, lanes);
}

void PcsTransmitter::set_status(unsigned tx_am_sf) {
  for (Flow& flow : flows_) flow.inserter.set_status(tx_am_sf);
}

void PcsTransmitter::reset() {
  deleter_.reset();
  dealer66_.reset();
  dealer257_.reset();
  groups_.reset();
  distributor_.reset();
  for (Flow& flow : flows_) {
    flow.transcoder.reset();
    flow.scrambler.reset();
    flow.inserter.reset();
    flow.splitter.reset();
    flow.encoder.reset();
  }
  set_status(config_.tx_am_sf);
  clear_stages();
}

ScramblerState PcsTransmitter::scrambler_state(int flow) const {
  return flows_[static_cast<std::size_t>(flow)].scrambler.state();
}

std::uint16_t PcsTransmitter::pad_state(int flow) const {
  return flows_[static_cast<std::size_t>(flow)].inserter.pad_state();
}

}  // namespace lightloop::golden::pcs
