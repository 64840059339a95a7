// SPDX-License-Identifier: Apache-2.0
// Finds the pad, holds the frame, and takes the pad out (docs/inner.md section 6).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/golden/inner/pad.hpp"
#include "sim/golden/inner/sample.hpp"

namespace lightloop::golden::inner {

struct FrameLockConfig {
  Frame frame{};
  std::size_t least_right = 0;  ///< bits of a good pad; 0: 175/256 of them, rounded up
  int misses_to_lose = 3;       ///< bad pads in a row, at least 1
  bool aligned = false;         ///< begin locked: the stream begins with a pad
};

struct FrameLockCounters {
  std::uint64_t locks = 0;
  std::uint64_t losses = 0;
  std::uint64_t pads = 0;            ///< good ones while locked
  std::uint64_t missed_pads = 0;     ///< bad ones while locked
  std::uint64_t pad_bit_errors = 0;  ///< in `pads`
  friend bool operator==(const FrameLockCounters&, const FrameLockCounters&) = default;
};

/// PAM4 symbols or soft values of the line in, those of the codewords out, while locked.
template <typename Sample>
class FrameLock {
 public:
  /// Throws std::invalid_argument for numbers that do not fit.
  explicit FrameLock(FrameLockConfig config);

  /// Throws std::invalid_argument when a PAM4 symbol exceeds 3.
  void feed(std::span<const Sample> in, std::vector<Sample>& out);

  void reset();

  bool locked() const { return state_ == State::kData || state_ == State::kPad; }

  const FrameLockCounters& counters() const { return counters_; }

 private:
  enum class State { kHunt, kVerify, kData, kPad };

  std::span<const Sample> hunt(std::span<const Sample> in);
  std::span<const Sample> pass_data(std::span<const Sample> in, std::vector<Sample>* out);
  std::span<const Sample> take_pad(std::span<const Sample> in);
  void verify();
  void judge_pad();
  void enter(State state);
  void push(Pam4Symbol level);
  std::size_t right_bits() const;
  bool good(std::size_t right) const { return right >= config_.least_right; }

  FrameLockConfig config_;
  std::vector<std::uint64_t> pad_;     // as window_ holds it
  std::vector<std::uint64_t> window_;  // the last pad_symbols() symbols, bit pairs, newest lowest
  std::uint64_t last_word_mask_;

  State state_ = State::kHunt;
  std::size_t count_ = 0;  // symbols since the state was entered, or of the pad
  int misses_ = 0;
  FrameLockCounters counters_;
};

extern template class FrameLock<Pam4Symbol>;
extern template class FrameLock<SoftValue>;

}  // namespace lightloop::golden::inner
