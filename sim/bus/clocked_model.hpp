// SPDX-License-Identifier: Apache-2.0
// Runs a model with one clock and any number of bus models, in the order bus_model.hpp asks for.
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/bus/bus_model.hpp"
#include "sim/bus/signal.hpp"

namespace lightloop::bus {

/// Owns nothing: model, ports and bus models must outlive it.
class ClockedModel {
 public:
  /// `eval` evaluates the model. The reset port, if any, is active low.
  ClockedModel(std::function<void()> eval, Signal clock, Signal reset_n = {})
      : eval_(std::move(eval)), clock_(clock), reset_n_(reset_n) {}

  void attach(BusModel& bus) { buses_.push_back(&bus); }

  /// Called at the end of each clock; for traces and counters.
  void on_clock(std::function<void(std::uint64_t clock)> hook) { hook_ = std::move(hook); }

  /// Holds reset for `clocks` clocks, bus models reset, and releases it.
  void reset(unsigned clocks = 8) {
    reset_n_.set(0);
    for (BusModel* bus : buses_) {
      bus->reset();
      bus->drive();
    }
    for (unsigned i = 0; i < clocks; ++i) edge(false);
    reset_n_.set(1);
    clock_.set(0);
    eval_();
  }

  /// Runs `clocks` clocks.
  void step(std::uint64_t clocks = 1) {
    for (std::uint64_t i = 0; i < clocks; ++i) edge(true);
  }

  /// Runs until `done()` holds after a clock. Throws std::runtime_error naming `what` if it takes
  /// more than `limit` clocks.
  template <class Predicate>
  void run_until(Predicate done, const std::string& what, std::uint64_t limit = 1'000'000) {
    for (std::uint64_t i = 0; !done(); ++i) {
      if (i == limit) {
        throw std::runtime_error("no " + what + " after " + std::to_string(limit) + " clocks");
      }
      edge(true);
    }
  }

  /// Clocks run so far, those in reset included.
  std::uint64_t clocks() const { return clocks_; }

 private:
  void edge(bool buses_active) {
    if (buses_active) {
      for (BusModel* bus : buses_) bus->sample();
    }
    clock_.set(1);
    eval_();
    if (buses_active) {
      for (BusModel* bus : buses_) bus->drive();
    }
    clock_.set(0);
    eval_();
    ++clocks_;
    if (hook_) hook_(clocks_);
  }

  std::function<void()> eval_;
  Signal clock_;
  Signal reset_n_;
  std::vector<BusModel*> buses_;
  std::function<void(std::uint64_t)> hook_;
  std::uint64_t clocks_ = 0;
};

}  // namespace lightloop::bus
