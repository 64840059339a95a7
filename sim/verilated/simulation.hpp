// SPDX-License-Identifier: Apache-2.0
// One SystemC world per object. SystemC keeps a "current" simulation context; each Simulation owns
// one of its own and makes it current while it is being used, so a process can hold several worlds,
// one after the other or interleaved, each with its own modules, clocks and time.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/verilated/systemc.hpp"

namespace lightloop::verilated {

/// A simulation that cannot be built or cannot go on. The message says what happened, where and at
/// which simulated time.
class SimulationError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The simulated time given to a run_until call passed before what it waited for happened.
class SimulationTimeout : public SimulationError {
 public:
  using SimulationError::SimulationError;
};

/// A SystemC world: modules, channels, time. The kernel's state is global to the process, so all
/// Simulation objects together are used by one thread at a time. Time resolution is 1 ps in every
/// world, therefore an sc_time means the same in each of them.
///
/// SC_REPORT_ERROR, SC_REPORT_FATAL and exceptions that leave a process end the current run call
/// with a SimulationError; the world is then dead, and every later run call throws again. SystemC's
/// warnings go to standard error.
class Simulation {
 public:
  /// `name` is for messages.
  explicit Simulation(std::string name = "simulation");
  /// Destroys what make() made, last first, and the world.
  ~Simulation();
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  /// Makes a world current for the lifetime of the guard, then the former one again. Scopes nest.
  /// Needed around direct use of SystemC (constructing modules by hand, sc_time_stamp(),
  /// sc_event::notify()); the members of Simulation do it for themselves.
  class [[nodiscard]] Scope {
   public:
    explicit Scope(sc_core::sc_simcontext* context);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    sc_core::sc_simcontext* former_;
  };
  Scope activate() const { return Scope(context_.get()); }

  /// Constructs a module or channel T(name, args...) in this world, which owns it from then on.
  /// Throws SimulationError on SC_REPORT_ERROR and after the first run call; what T's constructor
  /// throws passes through.
  template <typename T, typename... Args>
  T& make(const char* name, Args&&... args) {
    Scope scope = activate();
    check_open_for_construction(name);
    try {
      auto object = std::make_unique<T>(name, std::forward<Args>(args)...);
      T& reference = *object;
      owned_.emplace_back(object.release(),
                          [](void* p) { std::default_delete<T>()(static_cast<T*>(p)); });
      return reference;
    } catch (const sc_core::sc_report& report) {
      throw SimulationError(describe(report));
    }
  }

  /// Simulated time since the beginning.
  sc_core::sc_time now() const;

  /// Runs for exactly `duration`; pauses are ignored. What is due at its very end belongs to the
  /// next run. Throws SimulationError.
  void run_for(const sc_core::sc_time& duration);

  /// Runs until a process calls sc_core::sc_pause(): the fast way to stop when work is done.
  /// `what` says in the message what was being waited for. Throws SimulationTimeout when nobody
  /// paused within `limit` of simulated time, SimulationError.
  void run_until_paused(const sc_core::sc_time& limit, std::string_view what);

  /// Runs until `event` is notified. Throws as run_until_paused does.
  void run_until(const sc_core::sc_event& event, const sc_core::sc_time& limit,
                 std::string_view what);

  /// Runs until `predicate()` holds; it is asked before the first step and then each time the
  /// simulated time is about to advance. Throws as run_until_paused does.
  template <typename Predicate>
  requires std::is_invocable_r_v<bool, Predicate&>
  void run_until(Predicate predicate, const sc_core::sc_time& limit, std::string_view what) {
    const sc_core::sc_time end = after(limit);
    while (!predicate()) {
      if (!step(end)) {
        if (predicate()) return;
        throw_timeout(limit, what);
      }
    }
  }

  const std::string& name() const { return name_; }

 private:
  using Owned = std::unique_ptr<void, void (*)(void*)>;

  void check_open_for_construction(const char* name) const;
  void check_alive() const;
  /// The end of `duration` from now, or of time when that comes first.
  sc_core::sc_time after(const sc_core::sc_time& duration) const;
  void start(const sc_core::sc_time& duration);
  /// Executes what is due at the next time with activity, at most `end`; false when there is none
  /// left up to `end` (the time is then `end`).
  bool step(const sc_core::sc_time& end);
  [[noreturn]] void throw_timeout(const sc_core::sc_time& limit, std::string_view what) const;
  std::string describe(const sc_core::sc_report& report) const;

  std::string name_;
  std::unique_ptr<sc_core::sc_simcontext> context_;
  std::vector<Owned> owned_;
  std::string failure_;
};

}  // namespace lightloop::verilated
