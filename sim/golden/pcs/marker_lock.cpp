// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/marker_lock.hpp"

#include <stdexcept>
#include <string>

namespace lightloop::golden::pcs {
namespace {

// CM0..CM5 in the first half of a marker and UM0..UM5 in its second; UP0..UP2 lie between.
constexpr std::uint64_t kChecked = 0x00FFFFFF00FFFFFF;

int nibbles_unlike(std::uint64_t a, std::uint64_t b) {
  std::uint64_t unlike = (a ^ b) & kChecked;
  unlike |= unlike >> 2;
  unlike |= unlike >> 1;
  constexpr std::uint64_t kOnes = 0x1111111111111111;
  return static_cast<int>(((unlike & kOnes) * kOnes) >> 60);  // their sum, 12 at most
}

std::uint64_t octets_of(const phy::AlignmentMarker& marker, std::size_t first) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 8 && first + i < marker.size(); ++i) {
    word |= std::uint64_t{marker[first + i]} << (8 * i);
  }
  return word;
}

void require_range(const char* what, int found, int least, int most) {
  if (found >= least && found <= most) return;
  throw std::invalid_argument(std::string(what) + ": found " + std::to_string(found) +
                              ", expected " + std::to_string(least) + " to " +
                              std::to_string(most));
}

}  // namespace

MarkerLock::MarkerLock(const phy::MarkerTable& markers, const MarkerLockConfig& config)
    : config_(config), common_(octets_of(markers.at(0), 0)) {
  require_range("am_nibble_tol", config.nibble_tolerance, 0, 12);
  require_range("am_good", config.good, 1, 1 << 20);
  require_range("am_bad", config.bad, 1, 1 << 20);
  for (const phy::AlignmentMarker& marker : markers) unique_.push_back(octets_of(marker, 8));
}

std::optional<int> MarkerLock::match(std::uint64_t low, std::uint64_t high) const {
  if (nibbles_unlike(low, common_) > config_.nibble_tolerance) return std::nullopt;
  std::optional<int> id;
  for (std::size_t lane = 0; lane < unique_.size(); ++lane) {
    if (nibbles_unlike(high, unique_[lane]) > config_.nibble_tolerance) continue;
    if (id) return std::nullopt;
    id = static_cast<int>(lane);
  }
  return id;
}

void MarkerLock::lock_or_wait() {
  state_ = good_ >= config_.good ? State::kLocked : State::kWait;
  bad_ = 0;
  mark_ = next_;
  next_ += config_.period_bits;
}

void MarkerLock::search(const LaneBits& lane) {
  for (; next_ + phy::kMarkerBits <= lane.end(); ++next_) {
    const std::uint64_t low = lane.word(next_);
    if (nibbles_unlike(low, common_) > config_.nibble_tolerance) continue;
    const std::optional<int> id = match(low, lane.word(next_ + 64));
    if (!id) continue;
    id_ = *id;
    good_ = 1;
    lock_or_wait();
    return;
  }
}

void MarkerLock::miss() {
  if (state_ == State::kLocked && ++bad_ < config_.bad) {
    mark_ = next_;
    next_ += config_.period_bits;
    return;
  }
  if (state_ == State::kLocked) ++losses_;
  state_ = State::kSearch;
  ++next_;
}

void MarkerLock::check(const LaneBits& lane) {
  if (match(lane.word(next_), lane.word(next_ + 64)) != id_) {
    miss();
    return;
  }
  ++good_;
  lock_or_wait();
}

void MarkerLock::look(const LaneBits& lane) {
  while (next_ + phy::kMarkerBits <= lane.end()) {
    if (state_ == State::kSearch) {
      search(lane);
    } else {
      check(lane);
    }
  }
}

void MarkerLock::restart(std::uint64_t from) {
  state_ = State::kSearch;
  next_ = from;
}

}  // namespace lightloop::golden::pcs
