// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/block_receiver.hpp"

#include <stdexcept>
#include <string>

#include "sim/golden/checks.hpp"
#include "sim/golden/pcs/config_checks.hpp"
#include "sim/golden/pcs/marker_inserter.hpp"
#include "sim/golden/pcs/transcoder.hpp"

namespace lightloop::golden::pcs {
namespace {

using phy::Block66;
using phy::Dealing;
using phy::MiiWord;

BlockReceiverConfig with_rate_defaults(BlockReceiverConfig config) {
  const phy::RateShape shape = phy::shape(config.rate);
  if (config.am_period == 0) config.am_period = shape.am_period;
  check_am_period(config.rate, config.am_period);
  check_deal_66b(config.deal_66b);
  check_status_flow(config.status_flow);
  const auto flows = static_cast<std::size_t>(shape.flows);
  if (!config.descrambler_seed.empty()) {
    require_size("descrambler_seed", config.descrambler_seed.size(), flows);
  }
  return config;
}

void append_reversed(std::span<const ReceivedBlock257> from, std::vector<Block66>& blocks) {
  for (const ReceivedBlock257& block : from) {
    FourBlocks66 four;
    if (block.bad) {
      four.fill(phy::kBadBlock66);
    } else {
      four = reverse_transcode(block.block);
    }
    blocks.insert(blocks.end(), four.begin(), four.end());
  }
}

template <typename T>
void clear_each(std::vector<std::vector<T>>& flows) {
  for (std::vector<T>& flow : flows) flow.clear();
}

}  // namespace

BlockReceiver::BlockReceiver(const BlockReceiverConfig& config)
    : config_(with_rate_defaults(config)),
      shape_(phy::shape(config.rate)),
      collector66_(static_cast<std::size_t>(config_.deal_66b),
                   static_cast<std::size_t>(shape_.flows)),
      collector257_(1, static_cast<std::size_t>(shape_.flows)),
      decoder_(config_.stateless_66b),
      inserter_(config.rate, config_.am_period) {
  for (int f = 0; f < shape_.flows; ++f) {
    const ScramblerState seed = config_.descrambler_seed.empty()
                                    ? kScramblerOnes
                                    : config_.descrambler_seed[static_cast<std::size_t>(f)];
    flows_.push_back({MarkerRemover(config.rate, f, config_.am_period, config_.status_flow),
                      {},
                      Descrambler(seed)});
  }
  for (FlowBlocks* const blocks :
       {&stages_.am_stream, &stages_.scrambled, &stages_.t257, &unmarked_, &plain_}) {
    blocks->resize(flows_.size());
  }
  reversed_.resize(flows_.size());
  align();
}

void BlockReceiver::align() {
  for (Flow& flow : flows_) {
    flow.remover.restart();
    flow.marker.restart(config_.descrambler_seed.empty());
    flow.descrambler.reset();
  }
  collector66_.reset();
  collector257_.reset();
  decoder_.reset();
  inserter_.restart();
  fault_ = false;
}

void BlockReceiver::reset() {
  align();
  inserter_.reset();
  for (Flow& flow : flows_) flow.bad_blocks = 0;
  word_count_ = 0;
  clear_stages();
}

void BlockReceiver::clear_stages() {
  clear_each(stages_.am_stream);
  clear_each(stages_.scrambled);
  clear_each(stages_.t257);
  stages_.b66.clear();
}

template <typename T>
void BlockReceiver::keep(std::vector<T>& stage, const std::vector<T>& made) const {
  if (config_.keep_stages) stage.insert(stage.end(), made.begin(), made.end());
}

void BlockReceiver::feed(const FlowBlocks& flows, std::vector<MiiWord>& words) {
  require_size("flows", flows.size(), flows_.size());
  clear_each(unmarked_);
  for (std::size_t f = 0; f < flows.size(); ++f) {
    keep(stages_.am_stream[f], flows[f]);
    flows_[f].remover.feed(flows[f], unmarked_[f]);
    flows_[f].marker.feed(unmarked_[f]);
  }
  feed_scrambled(unmarked_, words);
}

void BlockReceiver::feed_scrambled(const FlowBlocks& flows, std::vector<MiiWord>& words) {
  require_size("flows", flows.size(), flows_.size());
  clear_each(plain_);
  for (std::size_t f = 0; f < flows.size(); ++f) {
    keep(stages_.scrambled[f], flows[f]);
    for (const ReceivedBlock257& block : flows[f]) {
      plain_[f].push_back(
          {flows_[f].descrambler.descramble(block.block), block.reliable, block.bad});
    }
  }
  feed_t257(plain_, words);
}

void BlockReceiver::feed_t257(const FlowBlocks& flows, std::vector<MiiWord>& words) {
  require_size("flows", flows.size(), flows_.size());
  for (std::size_t f = 0; f < flows.size(); ++f) {
    keep(stages_.t257[f], flows[f]);
    for (const ReceivedBlock257& block : flows[f]) {
      flows_[f].bad_blocks += static_cast<std::uint64_t>(block.bad);
    }
  }
  blocks_.clear();
  switch (shape_.dealing) {
    case Dealing::kNone:
      append_reversed(flows[0], blocks_);
      break;
    case Dealing::kBlocks66:
      clear_each(reversed_);
      for (std::size_t f = 0; f < flows.size(); ++f) append_reversed(flows[f], reversed_[f]);
      collector66_.feed(reversed_, blocks_);
      break;
    case Dealing::kBlocks257:
      collected_.clear();
      collector257_.feed(flows, collected_);
      append_reversed(collected_, blocks_);
      break;
  }
  feed_b66(blocks_, words);
}

void BlockReceiver::feed_b66(std::span<const Block66> blocks, std::vector<MiiWord>& words) {
  if (config_.keep_stages) stages_.b66.insert(stages_.b66.end(), blocks.begin(), blocks.end());
  decoded_.clear();
  if (fault_) {
    decoder_.reset();
    decoded_.assign(blocks.size(), phy::kLocalFaultWord);
  } else {
    decoder_.feed(blocks, decoded_);
  }
  word_count_ += decoded_.size();
  if (config_.rate_match) {
    inserter_.feed(decoded_, words);
  } else {
    words.insert(words.end(), decoded_.begin(), decoded_.end());
  }
}

std::uint64_t BlockReceiver::bad_blocks(int flow) const {
  return flows_.at(static_cast<std::size_t>(flow)).bad_blocks;
}

unsigned BlockReceiver::received_status() const {
  const bool dealt257 = shape_.dealing == Dealing::kBlocks257;
  return flows_[dealt257 ? static_cast<std::size_t>(config_.status_flow) : 0].remover.status();
}

}  // namespace lightloop::golden::pcs
