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

/// What a model does with a port.
enum class PortUse : std::uint8_t { kReads, kDrives };

/// The whole of a variable of bits, by its full name. Not connected when the design has none.
/// Throws std::invalid_argument for something that has no value of bits, or that the design drives
/// itself when a model would.
bus::Signal find_port(Design& design, const std::string& name, PortUse use = PortUse::kReads);
/// The same for a port that must be there.
bus::Signal need_port(Design& design, const std::string& name, PortUse use = PortUse::kReads);

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
  /// The VALIDs or READYs by which it says that it takes part: 0 in reset and when it has gone.
  explicit HostedBus(std::vector<bus::Signal> offers) : offers_(std::move(offers)) {}
  virtual ~HostedBus() = default;
  HostedBus(const HostedBus&) = delete;
  HostedBus& operator=(const HostedBus&) = delete;

  /// At a rising edge out of reset; returns whether something happened that a test may wait for.
  virtual bool sample() = 0;
  virtual void drive() = 0;
  /// At each rising edge in reset, in place of sample() and drive(); returns the same.
  virtual bool reset() = 0;

  void let_go();
  /// Whether both drive the same port.
  bool shares_port_with(const HostedBus& other) const;

 private:
  std::vector<bus::Signal> offers_;
};

/// All of them.
class BusModels {
 public:
  /// It drives its ports for the first time in the next read-write phase. Models that drive one of
  /// them are removed: this one takes their place.
  int add(std::unique_ptr<HostedBus> model, const BusClock& clock);
  /// Its VALIDs and READYs are 0 from now on.
  void remove(int number);
  /// Something happened to it that a test may wait for.
  void note_event(int number);
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
  /// There was one, or the model or the wait are no more. It ends the wait.
  bool wait_is_over(int wait);
  void end_wait(int wait) { waits_.erase(wait); }
  std::size_t waits() const { return waits_.size(); }

 private:
  struct Entry {
    std::unique_ptr<HostedBus> model;
    BusClock clock;
    bool was_high = false;
    bool to_drive = true;
    bool in_reset = false;
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
