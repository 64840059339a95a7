// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pma/sm_pma_receiver.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace lightloop::golden::pma {
namespace {

FecSymbol symbol_of(const Bit* bits) {
  unsigned symbol = 0;
  for (int i = 0; i < kBitsPerFecSymbol; ++i) symbol |= unsigned{bits[i]} << i;
  return static_cast<FecSymbol>(symbol);
}

}  // namespace

SmPmaReceiver::SmPmaReceiver(SmPmaReceiverConfig config)
    : config_(std::move(config)),
      marker_(config_.plan, config_.markers, config_.nibble_tolerance),
      unit_(config_.plan.unit),
      width_(config_.plan.width()),
      delay_(config_.plan.odd_delay),
      round_bits_(kBitsPerFecSymbol * width_ * unit_),
      period_rounds_(config_.marker_period / unit_),
      even_(width_) {
  if (config_.marker_period % unit_ != 0 || period_rounds_ < marker_.rounds()) {
    throw std::invalid_argument("SM-PMA marker period: found " +
                                std::to_string(config_.marker_period) +
                                " symbols, expected a multiple of the unit that holds a marker");
  }
  if (config_.bad_markers < 1) {
    throw std::invalid_argument("SM-PMA bad markers: found " + std::to_string(config_.bad_markers) +
                                ", expected at least 1");
  }
  const int lanes = static_cast<int>(config_.plan.order.size());
  if (config_.aligned_to && (*config_.aligned_to < 0 || *config_.aligned_to >= lanes)) {
    throw std::invalid_argument("SM-PMA lane: found " + std::to_string(*config_.aligned_to) +
                                ", expected 0 to " + std::to_string(lanes - 1));
  }
  reset();
}

void SmPmaReceiver::reset() {
  bits_.clear();
  at_ = 0;
  counters_ = {};
  state_ = State::kSearch;
  if (config_.aligned_to) lock(*config_.aligned_to);
}

void SmPmaReceiver::feed(std::span<const Bit> bits, LaneStreams<FecSymbol>& lanes) {
  require_size("PCS lanes", lanes.size(), width_);
  require_at_most("PMA lane", bits, 1);
  bits_.insert(bits_.end(), bits.begin(), bits.end());
  while (step(lanes)) {
  }
  bits_.erase(bits_.begin(), bits_.begin() + static_cast<std::ptrdiff_t>(at_));
  at_ = 0;
}

// False: more bits are needed.
bool SmPmaReceiver::step(LaneStreams<FecSymbol>& lanes) {
  switch (state_) {
    case State::kSearch:
      return search();
    case State::kWait:
      return wait();
    case State::kSecond:
      return second();
    case State::kLocked:
      return round(lanes);
  }
  return false;
}

bool SmPmaReceiver::search() {
  for (; waiting() >= marker_.bits(); ++at_) {
    const std::optional<int> found = marker_.match(bits_.data() + at_);
    if (!found) continue;
    lane_ = *found;
    to_skip_ = period_rounds_ * round_bits_;
    state_ = State::kWait;
    return true;
  }
  return false;
}

bool SmPmaReceiver::wait() {
  const std::size_t skipped = std::min(to_skip_, waiting());
  at_ += skipped;
  to_skip_ -= skipped;
  if (to_skip_ > 0) return false;
  state_ = State::kSecond;
  return true;
}

bool SmPmaReceiver::second() {
  if (waiting() < marker_.bits()) return false;
  if (marker_.match(bits_.data() + at_) == std::optional(lane_)) {
    lock(lane_);
    ++counters_.locks;
  } else {
    ++at_;
    state_ = State::kSearch;
  }
  return true;
}

void SmPmaReceiver::lock(int pma_lane) {
  state_ = State::kLocked;
  lane_ = pma_lane;
  bad_ = 0;
  round_ = 0;
  symbol_ = 0;
  even_.clear();
  period_start_.clear();
}

bool SmPmaReceiver::round(LaneStreams<FecSymbol>& lanes) {
  if (waiting() < round_bits_) return false;
  const Bit* bits = bits_.data() + at_;
  put_out(bits, lanes);
  at_ += round_bits_;
  if (round_ < marker_.rounds()) {
    period_start_.insert(period_start_.end(), bits, bits + round_bits_);
    if (round_ + 1 == marker_.rounds()) check_marker();
  }
  round_ = round_ + 1 == period_rounds_ ? 0 : round_ + 1;
  return true;
}

// Even lanes wait for the odd ones; what odd lanes bring before is not put out.
void SmPmaReceiver::put_out(const Bit* bits, LaneStreams<FecSymbol>& lanes) {
  for (std::size_t turn = 0; turn < width_; ++turn) {
    const bool odd = config_.plan.order[lane_][turn] % 2 == 1;
    std::vector<FecSymbol>& out = odd ? lanes[turn] : even_[turn];
    for (std::size_t u = 0; u < unit_; ++u) {
      if (odd && symbol_ + u < delay_) continue;
      out.push_back(symbol_of(bits + kBitsPerFecSymbol * (turn * unit_ + u)));
    }
    if (odd || even_[turn].size() <= delay_) continue;
    const std::size_t ready = even_[turn].size() - delay_;
    lanes[turn].insert(lanes[turn].end(), even_[turn].begin(),
                       even_[turn].begin() + static_cast<std::ptrdiff_t>(ready));
    even_.drop(turn, ready);
  }
  symbol_ = std::min(symbol_ + unit_, delay_);
}

void SmPmaReceiver::check_marker() {
  const bool good = marker_.matches(period_start_.data(), lane_);
  period_start_.clear();
  bad_ = good ? 0 : bad_ + 1;
  if (good) return;
  ++counters_.missed_markers;
  if (bad_ < config_.bad_markers) return;
  ++counters_.losses;
  state_ = State::kSearch;
}

}  // namespace lightloop::golden::pma
