// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/lane_aligner.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "sim/golden/checks.hpp"
#include "sim/golden/pcs/config_checks.hpp"
#include "sim/golden/pcs/marker_file.hpp"
#include "sim/golden/pcs/marker_inserter.hpp"

namespace lightloop::golden::pcs {
namespace {

// A step must end, once a period, when no marker is arriving on any lane.
constexpr std::uint32_t kLeastPeriod = 3 * phy::kBlocksPerGroup;

LaneAlignerConfig with_defaults(LaneAlignerConfig config) {
  if (config.am_period == 0) config.am_period = phy::shape(config.rate).am_period;
  check_am_period(config.rate, config.am_period);
  if (config.am_period < kLeastPeriod) {
    throw std::invalid_argument("am_period: found " + std::to_string(config.am_period) +
                                ", expected at least " + std::to_string(kLeastPeriod) +
                                " in a receiver of lanes");
  }
  if (config.markers.empty()) config.markers = phy::default_markers(config.rate);
  check_markers(config.markers, config.rate, "markers");
  return config;
}

std::uint64_t bits_of_group(const phy::RateShape& shape) {
  return static_cast<std::uint64_t>(shape.group_symbols) * kBitsPerFecSymbol;
}

}  // namespace

LaneAligner::LaneAligner(const LaneAlignerConfig& given)
    : shape_(phy::shape(given.rate)), map_(given.rate) {
  const LaneAlignerConfig config = with_defaults(given);
  const std::uint64_t group = bits_of_group(shape_);
  period_ = group * (config.am_period / phy::kBlocksPerGroup);
  // With a short period the marker of the period before must not be taken for a very early one.
  limit_ = std::min(static_cast<std::uint64_t>(shape_.deskew_bits), period_ / 2 - 1);
  const std::uint64_t keep = limit_ + 3 * group + 256;
  const Lane lane{
      {},
      LaneBits(keep),
      MarkerLock(config.markers, {period_, config.am_nibble_tol, config.am_good, config.am_bad})};
  lanes_.assign(static_cast<std::size_t>(shape_.lanes), lane);
}

void LaneAligner::push(std::span<const std::vector<FecSymbol>> lanes) {
  require_size("lanes", lanes.size(), lanes_.size());
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    std::vector<FecSymbol>& waiting = lanes_[i].waiting;
    waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(used_));
    waiting.insert(waiting.end(), lanes[i].begin(), lanes[i].end());
  }
  used_ = 0;
}

void LaneAligner::look() {
  const auto step = static_cast<std::size_t>(shape_.group_symbols);
  now_ += bits_of_group(shape_);
  losses_ = 0;
  for (Lane& lane : lanes_) {
    const std::uint64_t before = lane.lock.losses();
    lane.bits.append(std::span<const FecSymbol>(lane.waiting).subspan(used_, step));
    lane.lock.look(lane.bits);
    losses_ += lane.lock.losses() - before;
  }
  used_ += step;
}

bool LaneAligner::all_locked() const {
  return std::ranges::all_of(lanes_, [](const Lane& lane) { return lane.lock.locked(); });
}

void LaneAligner::leave_loss() {
  if (!all_locked()) return;
  std::vector<bool> seen(lanes_.size());
  for (const Lane& lane : lanes_) {
    const auto id = static_cast<std::size_t>(lane.lock.id());
    if (seen[id]) {
      restart(RestartReason::kDuplicateId);
      return;
    }
    seen[id] = true;
  }
  state_ = State::kDeskew;
  deskew_since_ = now_;
}

void LaneAligner::leave_deskew() {
  if (!all_locked()) {
    state_ = State::kLoss;
    return;
  }
  std::uint64_t newest = lanes_[0].lock.mark();
  std::uint64_t oldest = newest;
  for (const Lane& lane : lanes_) {
    newest = std::max(newest, lane.lock.mark());
    oldest = std::min(oldest, lane.lock.mark());
  }
  if (newest - oldest <= limit_) {
    align(newest);
  } else if (now_ > newest + limit_ + phy::kMarkerBits || now_ > deskew_since_ + period_) {
    restart(RestartReason::kSkewExceeded);
  }
}

void LaneAligner::align(std::uint64_t newest) {
  state_ = State::kAligned;
  ++counters_.alignments;
  for (Lane& lane : lanes_) {
    lane.start = lane.lock.mark();
    lane.delay = newest - lane.start;
  }
}

bool LaneAligner::group_complete() const {
  const std::uint64_t group = bits_of_group(shape_);
  return std::ranges::all_of(
      lanes_, [&](const Lane& lane) { return lane.start + group <= lane.bits.end(); });
}

void LaneAligner::take_group(std::vector<FecSymbol>& groups) {
  const std::size_t first = groups.size();
  groups.resize(first + map_.group_size());
  FecSymbol* const group = groups.data() + first;
  for (Lane& lane : lanes_) {
    std::span<const std::uint16_t> places = map_.sent_by(lane.lock.id());
    while (!places.empty()) {
      const std::size_t count = std::min<std::size_t>(kSixSymbols, places.size());
      std::uint64_t symbols = lane.bits.word(lane.start);
      for (const std::uint16_t place : places.first(count)) {
        group[place] = symbols & 0x3FF;
        symbols >>= kBitsPerFecSymbol;
      }
      lane.start += count * kBitsPerFecSymbol;
      places = places.subspan(count);
    }
  }
}

bool LaneAligner::step(std::vector<FecSymbol>& groups) {
  const std::size_t least = used_ + static_cast<std::size_t>(shape_.group_symbols);
  if (!std::ranges::all_of(lanes_, [=](const Lane& l) { return l.waiting.size() >= least; })) {
    return false;
  }
  look();
  if (state_ == State::kAligned && losses_ > 0) restart(RestartReason::kLockLost);
  if (state_ == State::kLoss) leave_loss();
  if (state_ == State::kDeskew) leave_deskew();
  if (state_ == State::kAligned && group_complete()) take_group(groups);
  return true;
}

void LaneAligner::feed(std::span<const std::vector<FecSymbol>> lanes,
                       std::vector<FecSymbol>& groups) {
  push(lanes);
  while (step(groups)) {
  }
}

void LaneAligner::restart(RestartReason reason) {
  ++counters_.restarts[static_cast<std::size_t>(reason)];
  state_ = State::kLoss;
  for (Lane& lane : lanes_) lane.lock.restart(now_);
}

void LaneAligner::reset() {
  for (Lane& lane : lanes_) {
    lane.waiting.clear();
    lane.bits.reset();
    lane.lock.restart(0);
    lane.start = lane.delay = 0;
  }
  used_ = 0;
  now_ = 0;
  state_ = State::kLoss;
  counters_ = {};
}

ReceivedLane LaneAligner::received_lane(int lane) const {
  const Lane& received = lanes_.at(static_cast<std::size_t>(lane));
  return {received.lock.locked(), received.lock.id(), aligned() ? received.delay : 0};
}

}  // namespace lightloop::golden::pcs
