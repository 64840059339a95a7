// SPDX-License-Identifier: Apache-2.0
// The models of the process that could record a waveform, and how far they have come together.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/verilated/wave_source.hpp"

namespace lightloop::verilated {

/// Models come and go; the position only grows. It is the number of cycles that all models together
/// have completed, those included that are gone: the same in every repetition of a run.
class WaveRoster {
 public:
  struct Member {
    WaveWatch* watch;
    WaveSource* source;
  };

  void join(WaveWatch& watch, WaveSource& source);
  void leave(WaveWatch& watch);

  /// In the order of joining.
  const std::vector<Member>& members() const { return members_; }
  std::uint64_t position() const;

  /// Most models alive at the same time since forget_peak().
  std::uint64_t peak() const { return peak_; }
  void forget_peak() { peak_ = members_.size(); }

 private:
  std::vector<Member> members_;
  std::uint64_t retired_cycles_ = 0;
  std::uint64_t peak_ = 0;
};

}  // namespace lightloop::verilated
