// SPDX-License-Identifier: Apache-2.0
// Bus models of sim/bus on the signals of the design, in the service of a test: each moves whole
// frames or bursts by itself and wakes the test when one is complete.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/bus/bus_model.hpp"
#include "sim/bus/signal.hpp"
#include "sim/vpi/design.hpp"
#include "sim/vpi/signal_view.hpp"

namespace lightloop::vpi {

/// The whole of a variable of bits, by its full name. Not connected when the design has none.
/// Throws std::invalid_argument for something that has no value of bits.
bus::Signal find_port(Design& design, const std::string& name);
/// The same for a port that must be there.
bus::Signal need_port(Design& design, const std::string& name);

/// Where a model's clock and reset are.
struct BusClock {
  bus::Signal clock;
  bus::Signal reset;  ///< not connected: none
  bool reset_level = true;
};

/// A bus model that a test has opened. It samples at rising edges of its clock, as the flip-flops
/// do, and drives in the read-write phase of the same time step, as a task of the test would.
class HostedBus {
 public:
  virtual ~HostedBus() = default;

  /// At a rising edge out of reset; returns whether something happened that a test may wait for.
  virtual bool sample() = 0;
  virtual void drive() = 0;
  /// At each rising edge in reset, in place of sample().
  virtual void reset() = 0;
};

/// All of them.
class BusModels {
 public:
  /// It drives its ports for the first time in the next read-write phase.
  int add(std::unique_ptr<HostedBus> model, const BusClock& clock);
  void remove(int number);
  /// Null when there is none of this number, or it is not a T.
  template <typename T>
  T* find(int number) const {
    const auto found = models_.find(number);
    return found == models_.end() ? nullptr : dynamic_cast<T*>(found->second.model.get());
  }

  /// Looks for edges since the last call, and lets the models sample. What they throw passes.
  void sample_at_edges() {
    if (!models_.empty()) look_at_clocks();
  }
  /// Lets those drive that have sampled. Whether there were any.
  bool drive();

  /// A task begins to wait for the next event of a model; returns a number for this wait.
  int begin_wait(int number);
  /// There was one, or the model or the wait are no more.
  bool wait_is_over(int wait) const;
  void end_wait(int wait) { waits_.erase(wait); }

 private:
  struct Entry {
    std::unique_ptr<HostedBus> model;
    BusClock clock;
    bool was_high = false;
    bool to_drive = true;
    std::uint64_t events = 1;
  };

  struct Wait {
    int model;
    std::uint64_t seen;  ///< events when it began
  };

  void look_at_clocks();
  std::uint64_t events(int number) const;

  std::map<int, Wait> waits_;
  std::map<int, Entry> models_;
  bool any_to_drive_ = false;
  int last_ = 0;  ///< number given
};

}  // namespace lightloop::vpi
