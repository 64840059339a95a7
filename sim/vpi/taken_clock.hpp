// SPDX-License-Identifier: Apache-2.0
// Clocks of the application, cocotb's Clock say, which the host drives in its place.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "sim/vpi/force_table.hpp"
#include "sim/vpi/signal_view.hpp"

namespace lightloop::vpi {

/// What a task does that writes 1 and 0 in turn and lets a delay pass after each. Host and task
/// take the next value from here, whichever of the two it is that writes it.
class TakenClock {
 public:
  static constexpr std::uint64_t kEndless = ~std::uint64_t{0};

  struct Timing {
    std::uint64_t high;    ///< delay after a 1, in time steps of the model
    std::uint64_t low;     ///< after a 0
    bool first;            ///< the value that is written first
    std::uint64_t writes;  ///< how many; kEndless: no end
  };

  /// The view is that of bits.
  TakenClock(SignalView view, const Timing& timing);

  /// Whether all values were written: the task has to end when the last delay is over.
  bool finished() const { return timing_.writes == 0; }
  /// Whether the task waits for a delay, and would write again after it.
  bool waits_for_edge() const { return waiting_ && !finished(); }
  void set_waiting(bool waiting) { waiting_ = waiting; }
  /// Takes the next value; empty when finished().
  std::optional<bool> take();
  /// Takes the next value and writes it, as a deposit; returns the delay after it. Not finished().
  std::uint64_t toggle(const ForceTable& forces);

 private:
  SignalView view_;
  Timing timing_;
  Words words_;
  bool waiting_ = false;
};

/// The taken clocks by number.
class TakenClocks {
 public:
  int add(SignalView view, const TakenClock::Timing& timing);
  /// Null when there is none of this number.
  std::shared_ptr<TakenClock> find(int number) const;
  void remove(int number) { clocks_.erase(number); }

  /// The task does not wait any more. cocotb 1.x does not remove its callback, but ignores it.
  void withdraw(int number);

 private:
  std::map<int, std::shared_ptr<TakenClock>> clocks_;
  int last_ = 0;
};

}  // namespace lightloop::vpi
