// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/group_receiver.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "sim/golden/pcs/marker_inserter.hpp"

namespace lightloop::golden::pcs {
namespace {

using phy::Block66;
using phy::Dealing;
using phy::MiiWord;

[[noreturn]] void refuse_field(const char* field, std::uint64_t found, const char* expected) {
  throw std::invalid_argument(std::string(field) + ": found " + std::to_string(found) +
                              ", expected " + expected);
}

GroupReceiverConfig with_rate_defaults(GroupReceiverConfig config) {
  const phy::RateShape shape = phy::shape(config.rate);
  if (config.am_period == 0) config.am_period = shape.am_period;
  check_am_period(config.rate, config.am_period);
  if (config.deal_66b != 1 && config.deal_66b != 4) {
    refuse_field("deal_66b", static_cast<std::uint64_t>(config.deal_66b), "1 or 4");
  }
  if (!config.descrambler_seed.empty() &&
      config.descrambler_seed.size() != static_cast<std::size_t>(shape.flows)) {
    refuse_field("descrambler_seed", config.descrambler_seed.size(), "one for each flow");
  }
  if (config.cw_bad < 1) {
    refuse_field("cw_bad", static_cast<std::uint64_t>(config.cw_bad), "at least 1");
  }
  if (config.hi_ser.window == 0) refuse_field("hi_ser window", 0, "at least 1");
  if (config.degrade.interval == 0) refuse_field("degrade interval", 0, "at least 1");
  if (config.hi_ser.hold_windows == 0) config.hi_ser.hold_windows = hi_ser_hold(config.rate);
  if (!config.mark_scope) {
    const bool all = config.rate == phy::EthernetRate::k1600g;
    config.mark_scope = all ? MarkScope::kGroup : MarkScope::kFlow;
  }
  return config;
}

bool any_uncorrectable(std::span<const CodewordStatus> status) {
  return std::ranges::any_of(status, &CodewordStatus::uncorrectable);
}

std::span<const CodewordStatus> of_flow(std::span<const CodewordStatus> status, std::size_t f) {
  return status.subspan(phy::kPositionsPerFlow * f, phy::kPositionsPerFlow);
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
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

GroupReceiver::GroupReceiver(const GroupReceiverConfig& config)
    : config_(with_rate_defaults(config)),
      shape_(phy::shape(config.rate)),
      decoder_(config.rate),
      collector66_(static_cast<std::size_t>(config_.deal_66b),
                   static_cast<std::size_t>(shape_.flows)),
      collector257_(1, static_cast<std::size_t>(shape_.flows)),
      block_decoder_(config_.stateless_66b),
      inserter_(config.rate, config_.am_period),
      degrade_(config_.degrade),
      uncorrectable_run_(static_cast<std::size_t>(shape_.positions())) {
  for (int f = 0; f < shape_.flows; ++f) {
    const ScramblerState seed = config_.descrambler_seed.empty()
                                    ? kScramblerOnes
                                    : config_.descrambler_seed[static_cast<std::size_t>(f)];
    flows_.push_back({MarkerRemover(config.rate, f, config_.am_period, config_.status_flow),
                      {},
                      Descrambler(seed),
                      HiSerMonitor(config_.hi_ser)});
  }
  stages_.am_stream.resize(flows_.size());
  stages_.scrambled.resize(flows_.size());
  stages_.t257.resize(flows_.size());
  received_.resize(flows_.size());
  plain_.resize(flows_.size());
  reversed_.resize(flows_.size());
  align();
}

void GroupReceiver::align() {
  for (Flow& flow : flows_) {
    flow.remover.restart();
    flow.marker.restart(config_.descrambler_seed.empty());
    flow.descrambler.reset();
    flow.hi_ser.restart();
  }
  collector66_.reset();
  collector257_.reset();
  block_decoder_.reset();
  inserter_.restart();
  degrade_.restart();
  std::ranges::fill(uncorrectable_run_, 0);
  lost_ = false;
  waiting_.clear();
}

void GroupReceiver::reset() {
  align();
  decoder_.reset();
  inserter_.reset();
  degrade_.reset();
  for (Flow& flow : flows_) flow.bad_blocks = 0;
  word_count_ = 0;
  clear_stages();
}

template <typename T>
void GroupReceiver::keep(std::vector<T>& stage, const std::vector<T>& made) const {
  if (config_.keep_stages) append(stage, made);
}

void GroupReceiver::clear_stages() {
  stages_.corrected.clear();
  stages_.status.clear();
  for (auto* const flows : {&stages_.am_stream, &stages_.scrambled, &stages_.t257}) {
    for (std::vector<ReceivedBlock257>& flow : *flows) flow.clear();
  }
  stages_.b66.clear();
  stages_.words.clear();
}

void GroupReceiver::feed(std::span<const FecSymbol> groups, std::vector<MiiWord>& words) {
  clear_stages();
  waiting_.insert(waiting_.end(), groups.begin(), groups.end());
  const std::size_t size = kCodewordSymbols * static_cast<std::size_t>(shape_.positions());
  std::span<const FecSymbol> rest = waiting_;
  for (; rest.size() >= size; rest = rest.subspan(size)) receive_group(rest.first(size), words);
  waiting_.erase(waiting_.begin(), waiting_.end() - static_cast<std::ptrdiff_t>(rest.size()));
}

void GroupReceiver::judge(std::span<const CodewordStatus> status) {
  for (std::size_t p = 0; p < status.size(); ++p) {
    uncorrectable_run_[p] = status[p].uncorrectable ? uncorrectable_run_[p] + 1 : 0;
    lost_ |= uncorrectable_run_[p] >= config_.cw_bad;
  }
}

void GroupReceiver::watch(std::span<const CodewordStatus> status) {
  for (std::size_t p = 0; p < status.size(); ++p) {
    const unsigned symbols = symbol_errors(status[p], config_.uncorr_syms);
    degrade_.count(symbols);
    if (!config_.bypass_indication) continue;
    // At 1.6T one monitor sees all positions.
    const std::size_t f = shape_.checkerboard ? p / phy::kPositionsPerFlow : 0;
    flows_[f].hi_ser.count(symbols);
  }
}

void GroupReceiver::join_flow(std::size_t f, std::span<const FecSymbol> group,
                              std::span<const CodewordStatus> status) {
  const bool reliable = !any_uncorrectable(of_flow(status, f));
  const bool scope_good =
      config_.mark_scope == MarkScope::kFlow ? reliable : !any_uncorrectable(status);
  const bool bad = !scope_good && !config_.bypass_indication;
  const std::span<const FecSymbol> a = group.subspan(2 * kCodewordSymbols * f);
  joined_.clear();
  join_messages(a.first<kMessageSymbols>(), a.subspan(kCodewordSymbols).first<kMessageSymbols>(),
                joined_);
  received_[f].clear();
  for (const phy::Block257& block : joined_) received_[f].push_back({block, reliable, bad});
}

void GroupReceiver::descramble_flow(std::size_t f) {
  Flow& flow = flows_[f];
  keep(stages_.am_stream[f], received_[f]);
  plain_[f].clear();
  flow.remover.feed(received_[f], plain_[f]);
  flow.marker.feed(plain_[f]);
  keep(stages_.scrambled[f], plain_[f]);
  for (ReceivedBlock257& block : plain_[f]) {
    block.block = flow.descrambler.descramble(block.block);
    flow.bad_blocks += static_cast<std::uint64_t>(block.bad);
  }
  keep(stages_.t257[f], plain_[f]);
}

void GroupReceiver::reverse_flows() {
  blocks_.clear();
  if (shape_.dealing == Dealing::kBlocks257) {
    collected_.clear();
    collector257_.feed(plain_, collected_);
    append_reversed(collected_, blocks_);
    return;
  }
  if (shape_.dealing == Dealing::kNone) {
    append_reversed(plain_[0], blocks_);
    return;
  }
  for (std::size_t f = 0; f < flows_.size(); ++f) {
    reversed_[f].clear();
    append_reversed(plain_[f], reversed_[f]);
  }
  collector66_.feed(reversed_, blocks_);
}

void GroupReceiver::give_words(std::vector<MiiWord>& words) {
  decoded_.clear();
  if (hi_ser()) {
    block_decoder_.reset();
    decoded_.assign(blocks_.size(), phy::kLocalFaultWord);
  } else {
    block_decoder_.feed(blocks_, decoded_);
  }
  keep(stages_.b66, blocks_);
  keep(stages_.words, decoded_);
  word_count_ += decoded_.size();
  if (config_.rate_match) {
    inserter_.feed(decoded_, words);
  } else {
    append(words, decoded_);
  }
}

void GroupReceiver::receive_group(std::span<const FecSymbol> group, std::vector<MiiWord>& words) {
  corrected_.clear();
  status_.clear();
  decoder_.feed(group, corrected_, status_);
  keep(stages_.corrected, corrected_);
  keep(stages_.status, status_);
  judge(status_);
  watch(status_);
  for (std::size_t f = 0; f < flows_.size(); ++f) {
    join_flow(f, corrected_, status_);
    descramble_flow(f);
  }
  reverse_flows();
  give_words(words);
}

std::uint64_t GroupReceiver::bad_blocks(int flow) const {
  return flows_.at(static_cast<std::size_t>(flow)).bad_blocks;
}

bool GroupReceiver::hi_ser() const {
  return std::ranges::any_of(flows_, [](const Flow& flow) { return flow.hi_ser.raised(); });
}

unsigned GroupReceiver::received_status() const {
  const bool last = shape_.dealing == Dealing::kBlocks257;
  return flows_[last ? static_cast<std::size_t>(config_.status_flow) : 0].remover.status();
}

}  // namespace lightloop::golden::pcs
