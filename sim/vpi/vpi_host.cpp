// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/vpi_host.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <utility>

#include "sim/bus/bus_model.hpp"
#include "sim/verilated/rtl_error.hpp"

namespace lightloop::vpi {
namespace {

/// SystemC time resolutions in one time step of a model; `precision` is the power of ten of a step
/// in seconds. The resolution is at least as fine (run_host.cpp sees to it).
std::uint64_t units_in_tick(int precision) {
  const double resolution = sc_core::sc_get_time_resolution().to_seconds();
  std::uint64_t units = 1;
  for (long exponent = std::lround(std::log10(resolution)); exponent < precision; ++exponent) {
    units *= 10;
  }
  return units;
}

}  // namespace

VpiHost::VpiHost(const sc_core::sc_module_name& name, RunningModel& model, const OwnedClock& clock)
    : sc_core::sc_module(name),
      model_(model),
      context_(model.context()),
      callbacks_(VpiState::instance().callbacks),
      requests_(VpiState::instance().requests),
      forces_(VpiState::instance().forces),
      buses_(VpiState::instance().buses),
      clock_(clock),
      units_per_tick_(units_in_tick(model.context().timeprecision())) {
  if (clock_.pin != nullptr) {
    const std::uint64_t period = clock_.period.value();
    if (period == 0 || period % (2 * units_per_tick_) != 0) {
      throw verilated::SimulationError(
          "clock period is " + clock_.period.to_string() + ", expected a multiple of " +
          sc_core::sc_time::from_value(2 * units_per_tick_).to_string() +
          ", two time steps of the model");
    }
    half_period_ = period / (2 * units_per_tick_);
    next_edge_ = half_period_;
    *clock_.pin = 0;
    requests_.owned_clock = clock_.pin;
  }
  SC_HAS_PROCESS(VpiHost);
  SC_METHOD(on_wake);
  sensitive << wake_;
}

void VpiHost::attach(CyclePartner& partner) {
  partner_ = &partner;
  watched_ = partner.watches_outputs();
}

void VpiHost::start_of_simulation() {
  context_.time(0);
  callbacks_.call(cbStartOfSimulation);
  started_ = callbacks_.armed_to_wake() != 0 || requests_.finish;
  if (partner_ != nullptr) partner_->drive();
}

void VpiHost::end(RunEnd end, std::string message) {
  if (run_end_ != RunEnd::kRunning) return;
  run_end_ = end;
  message_ = std::move(message);
  sc_core::sc_pause();
}

void VpiHost::on_wake() {
  if (run_end_ != RunEnd::kRunning) return;
  ++activations_;
  if (!started_) {
    end(RunEnd::kNotStarted, "");
    return;
  }
  try {
    run_slot();
  } catch (const verilated::RtlError& error) {
    end(RunEnd::kRtlError, error.what());
  } catch (const bus::ProtocolError& error) {
    end(RunEnd::kProtocol, error.what() + (", at " + sc_core::sc_time_stamp().to_string()));
  } catch (const std::exception& error) {
    end(RunEnd::kAttachment, error.what());
  }
}

void VpiHost::run_slot() {
  const std::uint64_t now = sc_core::sc_time_stamp().value() / units_per_tick_;
  if (now != slot_) {
    begin_slot(now);
  } else {
    settle();  // another module may have changed an input
  }
  do {
    if (!only_edges(now)) evaluate();
    if (sc_core::sc_pending_activity_at_current_time()) {
      // The others react first, and may wake this process with new inputs; if they do not, the slot
      // goes on after their delta cycle.
      wake_.notify(sc_core::SC_ZERO_TIME);
      return;
    }
    bool fired = callbacks_.call(cbReadWriteSynch);
    fired |= callbacks_.toggle_held(forces_);
    fired |= buses_.drive();
    fired |= settle();
    if (!fired) break;
  } while (true);
  model_.end_of_slot();
  callbacks_.call(cbAtEndOfSimTime);
  callbacks_.call(cbReadOnlySynch);
  model_.dump_trace();
  if (!ended_by_request()) schedule(now);
}

/// Whether the edges of clocks that the application would have driven are all that there is at this
/// time, so that there is nothing to evaluate before them.
bool VpiHost::only_edges(std::uint64_t now) {
  return callbacks_.holds_edges() && initialized_ && partner_ == nullptr && clock_.pin == nullptr &&
         model_.next_time_slot() > now;
}

void VpiHost::begin_slot(std::uint64_t now) {
  const bool first = slot_ == kBeforeFirst;
  slot_ = now;
  if (clock_.pin == nullptr) watch_.before_cycle(cycles_++);
  context_.time(now);
  callbacks_.advance();
  if (!first && callbacks_.call(cbNextSimTime)) settle();
  callbacks_.call(cbAtStartOfSimTime);
  callbacks_.call_delayed();
  settle();
  if (now >= next_edge_) clock_edge();
}

/// The callbacks of the edge run before the model sees it, see the class comment.
void VpiHost::clock_edge() {
  next_edge_ += half_period_;
  if (*clock_.pin != 0) {
    *clock_.pin = 0;
    settle();
    return;
  }
  watch_.before_cycle(cycles_);
  if (partner_ != nullptr) partner_->sample();
  *clock_.pin = 1;
  ++cycles_;
  settle();
  if (rising_edge_wanted_) rising_edge_.notify(sc_core::SC_ZERO_TIME);
  if (partner_ != nullptr) {
    eval_model();
    partner_->drive();
  }
}

void VpiHost::evaluate() {
  do {
    eval_model();
  } while (settle());
  if (watched_) partner_->settled();
}

void VpiHost::eval_model() {
  if (forces_.holds_any()) forces_.apply();
  model_.eval();
  if (!std::exchange(initialized_, true) && forces_.model_is_initialized()) {
    VpiState::instance().design->settle();
  }
}

/// Value-change callbacks until none fires; whether any did.
bool VpiHost::settle() {
  buses_.sample_at_edges();
  if (!callbacks_.watches_any()) return false;
  bool fired = false;
  while (callbacks_.call_changed()) {
    fired = true;
    buses_.sample_at_edges();
  }
  return fired;
}

bool VpiHost::ended_by_request() {
  if (requests_.finish) {
    end(RunEnd::kApplication, "");
  } else if (requests_.stop) {
    end(RunEnd::kApplicationStop, "");
  } else if (context_.gotFinish()) {
    end(RunEnd::kRtlFinish, "");
  } else {
    return false;
  }
  return true;
}

/// For callbacks of the next time step: the time at which another module is active next. Only then
/// does the host follow them.
std::uint64_t VpiHost::next_time_of_others(std::uint64_t now) const {
  if (callbacks_.armed(cbNextSimTime) == 0) return kNever;
  if (!sc_core::sc_pending_activity_at_future_time()) return kNever;
  const std::uint64_t units = sc_core::sc_time_to_pending_activity().value();
  return now + std::max<std::uint64_t>(1, units / units_per_tick_);
}

void VpiHost::schedule(std::uint64_t now) {
  if (callbacks_.armed_to_wake() == 0) {
    end(RunEnd::kNothingLeft, "");
    return;
  }
  const std::uint64_t next = std::min(
      {callbacks_.next_deadline(), model_.next_time_slot(), next_edge_, next_time_of_others(now)});
  if (next == kNever) {
    if (!sc_core::sc_pending_activity_at_future_time()) end(RunEnd::kNothingLeft, "");
    return;
  }
  if (next <= now) {
    slot_ = kBetweenSlots;  // a delay of 0
    wake_.notify(sc_core::SC_ZERO_TIME);
    return;
  }
  wake_.notify(sc_core::sc_time::from_value(next * units_per_tick_) - sc_core::sc_time_stamp());
}

}  // namespace lightloop::vpi
