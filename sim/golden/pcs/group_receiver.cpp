// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/group_receiver.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "sim/base/whole_blocks.hpp"
#include "sim/golden/pcs/message_splitter.hpp"

namespace lightloop::golden::pcs {
namespace {

void require_positive(const char* field, std::int64_t found) {
  if (found > 0) return;
  throw std::invalid_argument(std::string(field) + ": found " + std::to_string(found) +
                              ", expected at least 1");
}

GroupReceiverConfig checked(GroupReceiverConfig config) {
  require_positive("cw_bad", config.cw_bad);
  require_positive("hi_ser window", config.hi_ser.window);
  require_positive("degrade interval", config.degrade.interval);
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

}  // namespace

GroupReceiver::GroupReceiver(const GroupReceiverConfig& config)
    : config_(checked(config)),
      shape_(phy::shape(config.rate)),
      decoder_(config.rate),
      blocks_(config),
      hi_ser_(static_cast<std::size_t>(shape_.flows), HiSerMonitor(config_.hi_ser)),
      degrade_(config_.degrade),
      uncorrectable_run_(static_cast<std::size_t>(shape_.positions())),
      received_(static_cast<std::size_t>(shape_.flows)) {}

void GroupReceiver::align() {
  blocks_.align();
  for (HiSerMonitor& monitor : hi_ser_) monitor.restart();
  degrade_.restart();
  std::ranges::fill(uncorrectable_run_, 0);
  lost_ = false;
  waiting_.clear();
}

void GroupReceiver::reset() {
  align();
  decoder_.reset();
  blocks_.reset();
  degrade_.reset();
}

void GroupReceiver::feed(std::span<const FecSymbol> groups, std::vector<phy::MiiWord>& words) {
  blocks_.clear_stages();
  const std::size_t size = kCodewordSymbols * static_cast<std::size_t>(shape_.positions());
  take_blocks(waiting_, groups, size,
              [&](std::span<const FecSymbol> group) { receive_group(group, words); });
}

void GroupReceiver::judge() {
  for (std::size_t p = 0; p < status_.size(); ++p) {
    uncorrectable_run_[p] = status_[p].uncorrectable ? uncorrectable_run_[p] + 1 : 0;
    lost_ |= uncorrectable_run_[p] >= config_.cw_bad;
  }
}

void GroupReceiver::watch() {
  for (std::size_t p = 0; p < status_.size(); ++p) {
    const unsigned symbols = symbol_errors(status_[p], config_.uncorr_syms);
    degrade_.count(symbols);
    if (!config_.bypass_indication) continue;
    hi_ser_[shape_.checkerboard ? p / phy::kPositionsPerFlow : 0].count(symbols);
  }
  blocks_.set_fault(hi_ser());
}

void GroupReceiver::join_flow(std::size_t f) {
  const std::span<const CodewordStatus> all = status_;
  const bool reliable =
      !any_uncorrectable(all.subspan(phy::kPositionsPerFlow * f, phy::kPositionsPerFlow));
  const bool good = config_.mark_scope == MarkScope::kFlow ? reliable : !any_uncorrectable(all);
  const bool bad = !good && !config_.bypass_indication;
  const std::span<const FecSymbol> words =
      std::span<const FecSymbol>(corrected_).subspan(2 * kCodewordSymbols * f);
  joined_.clear();
  join_messages(words.first<kMessageSymbols>(),
                words.subspan(kCodewordSymbols).first<kMessageSymbols>(), joined_);
  received_[f].clear();
  for (const phy::Block257& block : joined_) received_[f].push_back({block, reliable, bad});
}

void GroupReceiver::receive_group(std::span<const FecSymbol> group,
                                  std::vector<phy::MiiWord>& words) {
  corrected_.clear();
  status_.clear();
  decoder_.feed(group, corrected_, status_);
  judge();
  watch();
  for (std::size_t f = 0; f < received_.size(); ++f) join_flow(f);
  blocks_.feed(received_, words);
}

bool GroupReceiver::hi_ser() const {
  return std::ranges::any_of(hi_ser_, [](const HiSerMonitor& m) { return m.raised(); });
}

}  // namespace lightloop::golden::pcs
