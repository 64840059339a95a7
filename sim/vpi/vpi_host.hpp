// SPDX-License-Identifier: Apache-2.0
// The SystemC module that runs a Verilated model and the VPI application: SystemC owns time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <verilated.h>

#include "sim/verilated/simulation.hpp"
#include "sim/verilated/wave_source.hpp"
#include "sim/vpi/cycle_partner.hpp"
#include "sim/vpi/model.hpp"
#include "sim/vpi/vpi_state.hpp"

namespace lightloop::vpi {

/// How a run came to its end.
enum class RunEnd : std::uint8_t {
  kRunning,
  kApplication,      ///< the VPI application finished (vpiFinish)
  kApplicationStop,  ///< the VPI application stopped (vpiStop)
  kRtlFinish,        ///< $finish in the RTL
  kRtlError,         ///< $stop, $fatal, $error or a failed assertion
  kNotStarted,       ///< the application registered nothing at the start: its start-up failed
  kNothingLeft,      ///< nothing is left that could wake the application
  kProtocol,         ///< the design broke a rule of a bus that a model is on
  kAttachment,       ///< an attachment ended the run or threw
  kKernel,           ///< sc_stop(), an error report or an exception in another SystemC module
  kTimeLimit,        ///< the limit of simulated time passed
};

/// A clock that the host drives: low from time 0, first rising edge at half a period.
struct OwnedClock {
  CData* pin = nullptr;  ///< null: there is none
  sc_core::sc_time period;
};

/// One time slot is worked off as IEEE 1800 clause 4 and IEEE 1364's VPI ask: callbacks of the next
/// time step and of delays; the clock edge; evaluation and value-change callbacks until nothing
/// changes; SystemC delta cycles until no other module has anything to do at this time;
/// read-write callbacks and again evaluation; read-only callbacks. Value-change callbacks of an
/// input, so also RisingEdge of the clock, run before the evaluation that follows: an application
/// woken by the clock reads what the flip-flops see.
///
/// All in an SC_METHOD: Python recurses deeper than the stack of an SC_THREAD.
class VpiHost final : public sc_core::sc_module, private verilated::WaveSource {
 public:
  /// Throws verilated::SimulationError for a clock period that is not a whole number of pairs of
  /// the model's time steps. The model outlives the host.
  VpiHost(const sc_core::sc_module_name& name, RunningModel& model, const OwnedClock& clock);

  /// At most one, before the first run; it outlives the run.
  void attach(CyclePartner& partner);

  /// Why the run ended; kRunning when something else than this module ended it.
  RunEnd run_end() const { return run_end_; }
  /// Details in words, "" when run_end() says all.
  const std::string& message() const { return message_; }
  /// Rising edges of the owned clock so far; without an owned clock, time slots.
  std::uint64_t cycles() const override { return cycles_; }
  /// Activations of the host's process so far.
  std::uint64_t activations() const { return activations_; }

  void ports_changed() { wake_.notify(sc_core::SC_ZERO_TIME); }
  const sc_core::sc_event& rising_edge() {
    rising_edge_wanted_ = true;
    return rising_edge_;
  }
  void end(RunEnd end, std::string message);

 private:
  static constexpr std::uint64_t kNever = ~std::uint64_t{0};
  static constexpr std::uint64_t kBeforeFirst = kNever;       ///< no slot was begun yet
  static constexpr std::uint64_t kBetweenSlots = kNever - 1;  ///< the next one may be at this time

  std::string wave_name() const override { return name(); }
  std::string why_no_waves() const override {
    return model_.traceable() ? "" : "was verilated without TRACE";
  }
  bool recording() const override { return model_.recording(); }
  bool running() const override { return simcontext()->get_status() == sc_core::SC_RUNNING; }
  void begin_waves(const std::filesystem::path& file) override { model_.open_trace(file); }
  void end_waves() override { model_.close_trace(); }
  void abandon_waves() override { model_.abandon_trace(); }

  void start_of_simulation() override;
  void on_wake();
  void run_slot();
  void begin_slot(std::uint64_t now);
  void clock_edge();
  bool only_edges(std::uint64_t now);
  void evaluate();
  void eval_model();
  bool settle();
  bool ended_by_request();
  std::uint64_t next_time_of_others(std::uint64_t now) const;
  void schedule(std::uint64_t now);

  RunningModel& model_;
  VerilatedContext& context_;
  CallbackTable& callbacks_;
  VpiRequests& requests_;
  ForceTable& forces_;
  BusModels& buses_;
  OwnedClock clock_;
  CyclePartner* partner_ = nullptr;
  bool watched_ = false;
  std::uint64_t units_per_tick_;   ///< SystemC time resolutions in a time step of the model
  std::uint64_t half_period_ = 0;  ///< in time steps of the model
  std::uint64_t next_edge_ = kNever;
  std::uint64_t slot_ = kBeforeFirst;  ///< the time slot being worked on
  std::uint64_t cycles_ = 0;
  std::uint64_t activations_ = 0;
  bool started_ = false;
  bool initialized_ = false;  ///< the model was evaluated
  bool rising_edge_wanted_ = false;
  RunEnd run_end_ = RunEnd::kRunning;
  std::string message_;
  sc_core::sc_event wake_;
  sc_core::sc_event rising_edge_;
  verilated::WaveWatch watch_{*this};  // last: while it lives the host is complete
};

}  // namespace lightloop::vpi
