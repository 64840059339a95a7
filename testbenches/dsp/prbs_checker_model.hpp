// SPDX-License-Identifier: Apache-2.0
// What ll_prbs_check does, by its description, bit after bit.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace lightloop::testbench {

/// One clock a step. The counters and the lock follow a beat by two clocks: one until it is
/// compared, one until what came of it shows.
class PrbsCheckerModel {
 public:
  PrbsCheckerModel(int order, int bits, bool invert)
      : order_(order),
        bits_(bits),
        invert_(invert),
        lock_beats_((4 * order + bits - 1) / bits + 1),
        window_beats_((1024 + bits - 1) / bits),
        past_(order) {}

  bool locked() const { return locked_; }
  std::uint64_t bits() const { return counted_; }
  std::uint64_t bit_errors() const { return errors_; }

  /// `beat` is empty in a gap.
  void step(bool reset, bool clear, std::span<const std::uint8_t> beat) {
    if (reset) {
      *this = PrbsCheckerModel(order_, bits_, invert_);
      return;
    }
    const bool was_locked = locked_;
    if (compared_) judge(*compared_);
    if (clear) counted_ = errors_ = 0;
    compared_.reset();
    // The beat behind the one that ends the lock is still compared with the lost sequence.
    if (!beat.empty()) compared_ = compare(beat, was_locked || locked_);
  }

 private:
  struct Comparison {
    int errors = 0;
    bool in_step = false;  // without error, and not by an empty register
  };

  bool predicted() const {
    // The exponents of the polynomials beside their degree: IEEE 802.3, ITU-T O.150.
    const auto bit = [this](int back) { return past_[past_.size() - back] != 0; };
    switch (order_) {
      case 7:
        return bit(7) != bit(6);
      case 9:
        return bit(9) != bit(5);
      case 11:
        return bit(11) != bit(9);
      case 13:
        return ((bit(13) != bit(12)) != bit(2)) != bit(1);
      case 15:
        return bit(15) != bit(14);
      case 23:
        return bit(23) != bit(18);
      default:
        return bit(31) != bit(28);
    }
  }

  Comparison compare(std::span<const std::uint8_t> beat, bool run_freely) {
    Comparison comparison;
    bool empty = true;
    for (const std::uint8_t b : past_) empty = empty && b == 0;
    // A beat is predicted from what stood before it.
    std::vector<std::uint8_t> before = past_;
    std::vector<std::uint8_t> received;
    for (const std::uint8_t b : beat) {
      const bool expected = predicted();
      received.push_back((b != 0) != invert_ ? 1 : 0);
      if (expected != (received.back() != 0)) ++comparison.errors;
      past_.erase(past_.begin());
      past_.push_back(expected ? 1 : 0);
    }
    comparison.in_step = comparison.errors == 0 && !empty;
    if (!run_freely) {
      before.insert(before.end(), received.begin(), received.end());
      past_.assign(before.end() - order_, before.end());
    }
    return comparison;
  }

  void judge(const Comparison& comparison) {
    if (!locked_) {
      good_ = comparison.in_step ? good_ + 1 : 0;
      if (good_ < lock_beats_) return;
      locked_ = true;
      good_ = in_window_ = window_errors_ = 0;
      return;
    }
    counted_ += static_cast<std::uint64_t>(bits_);
    errors_ += static_cast<std::uint64_t>(comparison.errors);
    window_errors_ += comparison.errors;
    if (++in_window_ < window_beats_) return;
    locked_ = 4 * window_errors_ <= window_beats_ * bits_;
    in_window_ = window_errors_ = 0;
  }

  int order_;
  int bits_;
  bool invert_;
  int lock_beats_;
  int window_beats_;
  std::vector<std::uint8_t> past_;  // oldest first
  std::optional<Comparison> compared_;
  bool locked_ = false;
  int good_ = 0;
  int in_window_ = 0;
  int window_errors_ = 0;
  std::uint64_t counted_ = 0;
  std::uint64_t errors_ = 0;
};

}  // namespace lightloop::testbench
