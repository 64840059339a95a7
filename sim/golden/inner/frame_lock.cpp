// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/inner/frame_lock.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <string>
#include <utility>

namespace lightloop::golden::inner {
namespace {

FrameLockConfig checked(FrameLockConfig config) {
  check(config.frame, 1);
  const std::size_t bits = config.frame.pad.size();
  if (config.least_right == 0) config.least_right = (bits * 175 + 255) / 256;
  if (config.least_right > bits) {
    throw std::invalid_argument("frame lock: found " + std::to_string(config.least_right) +
                                " bits to be right, expected at most the pad's, " +
                                std::to_string(bits));
  }
  if (config.misses_to_lose < 1) {
    throw std::invalid_argument("frame lock: found " + std::to_string(config.misses_to_lose) +
                                " misses, expected at least 1");
  }
  return config;
}

}  // namespace

template <typename Sample>
FrameLock<Sample>::FrameLock(FrameLockConfig config) : config_(checked(std::move(config))) {
  const std::size_t symbols = config_.frame.pad_symbols();
  window_.assign((symbols + 31) / 32, 0);
  last_word_mask_ =
      symbols % 32 == 0 ? ~std::uint64_t{0} : (std::uint64_t{1} << symbols % 32 * 2) - 1;
  for (const Pam4Symbol symbol : pad_symbols(config_.frame)) push(symbol);
  pad_ = window_;
  reset();
}

template <typename Sample>
void FrameLock<Sample>::reset() {
  counters_ = {};
  misses_ = 0;
  enter(config_.aligned ? State::kPad : State::kHunt);
}

template <typename Sample>
void FrameLock<Sample>::enter(State state) {
  state_ = state;
  count_ = 0;
}

template <typename Sample>
void FrameLock<Sample>::feed(std::span<const Sample> in, std::vector<Sample>& out) {
  require_samples("frame lock", in);
  while (!in.empty()) {
    switch (state_) {
      case State::kHunt:
        in = hunt(in);
        break;
      case State::kVerify:
        in = count_ < config_.frame.data_symbols() ? pass_data(in, nullptr) : take_pad(in);
        break;
      case State::kData:
        in = pass_data(in, &out);
        break;
      case State::kPad:
        in = take_pad(in);
        break;
    }
  }
}

template <typename Sample>
std::span<const Sample> FrameLock<Sample>::hunt(std::span<const Sample> in) {
  const std::size_t symbols = config_.frame.pad_symbols();
  for (std::size_t i = 0; i < in.size(); ++i) {
    push(level_of(in[i]));
    count_ = std::min(count_ + 1, symbols);
    if (count_ < symbols || !good(right_bits())) continue;
    enter(State::kVerify);
    return in.subspan(i + 1);
  }
  return {};
}

// Passes the data of a frame, to `out` if there is one.
template <typename Sample>
std::span<const Sample> FrameLock<Sample>::pass_data(std::span<const Sample> in,
                                                     std::vector<Sample>* out) {
  const std::size_t now = std::min(in.size(), config_.frame.data_symbols() - count_);
  if (out != nullptr) {
    out->insert(out->end(), in.begin(), in.begin() + static_cast<std::ptrdiff_t>(now));
  }
  count_ += now;
  if (state_ == State::kData && count_ == config_.frame.data_symbols()) enter(State::kPad);
  return in.subspan(now);
}

template <typename Sample>
std::span<const Sample> FrameLock<Sample>::take_pad(std::span<const Sample> in) {
  const std::size_t before = state_ == State::kVerify ? config_.frame.data_symbols() : 0;
  const std::size_t end = before + config_.frame.pad_symbols();
  const std::size_t now = std::min(in.size(), end - count_);
  for (const Sample sample : in.first(now)) push(level_of(sample));
  count_ += now;
  if (count_ == end) {
    if (state_ == State::kVerify) {
      verify();
    } else {
      judge_pad();
    }
  }
  return in.subspan(now);
}

template <typename Sample>
void FrameLock<Sample>::verify() {
  if (!good(right_bits())) return enter(State::kHunt);
  ++counters_.locks;
  misses_ = 0;
  enter(State::kData);
}

template <typename Sample>
void FrameLock<Sample>::judge_pad() {
  const std::size_t right = right_bits();
  if (good(right)) {
    ++counters_.pads;
    counters_.pad_bit_errors += config_.frame.pad.size() - right;
    misses_ = 0;
    return enter(State::kData);
  }
  ++counters_.missed_pads;
  if (++misses_ < config_.misses_to_lose) return enter(State::kData);
  ++counters_.losses;
  enter(State::kHunt);
}

template <typename Sample>
void FrameLock<Sample>::push(Pam4Symbol level) {
  std::uint64_t carry = gray_first_bit(level) << 1U | gray_second_bit(level);
  for (std::uint64_t& word : window_) {
    const std::uint64_t out = word >> 62U;
    word = word << 2U | carry;
    carry = out;
  }
  window_.back() &= last_word_mask_;
}

template <typename Sample>
std::size_t FrameLock<Sample>::right_bits() const {
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < window_.size(); ++i) wrong += std::popcount(window_[i] ^ pad_[i]);
  return config_.frame.pad.size() - wrong;
}

template class FrameLock<Pam4Symbol>;
template class FrameLock<SoftValue>;

}  // namespace lightloop::golden::inner
