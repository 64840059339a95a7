// SPDX-License-Identifier: Apache-2.0
// The adapter that makes a Verilated model an SC_MODULE: one clocked process, two evaluations a
// cycle, whole vectors exchanged by a hook that is called directly.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <verilated.h>
#include <verilated_fst_c.h>

#include "sim/verilated/coverage.hpp"
#include "sim/verilated/rtl_error.hpp"
#include "sim/verilated/simulation.hpp"
#include "sim/verilated/trace_file.hpp"
#include "sim/verilated/wave_source.hpp"

namespace lightloop::verilated {

/// What a hook's sample() may return: whether the run goes on after this cycle's rising edge.
enum class CycleAction : std::uint8_t {
  kContinue,
  kPause,      ///< Simulation::run_until_paused() returns at the end of this cycle
  kStopClock,  ///< no further cycle until start_clock(), the clock stays high; costs nothing
};

/// The per-cycle partner of a model: a plain object with two functions, known at compile time so
/// that they are inlined into the clock loop. In each cycle, in this order:
///
///   drive(model)    writes the inputs for this cycle. Registered outputs have the values that the
///                   last rising edge gave them.
///                   (clock low, the model settles)
///   sample(model)   sees every port as the flip-flops see it at the coming rising edge: a stream
///                   beat is transferred when valid and ready are both 1 here. Writes nothing.
///                   Returns void or a CycleAction.
///                   (clock high: the rising edge)
template <typename Hook, typename Model>
concept CycleHook = requires(Hook hook, Model& model) {
  hook.drive(model);
  hook.sample(model);
};

enum class ResetLevel : std::uint8_t { kActiveLow, kActiveHigh };

/// The two ports that the adapter drives itself.
struct ClockAndReset {
  CData& clock;
  CData& reset;
  ResetLevel reset_level = ResetLevel::kActiveLow;
};

/// How a model is clocked.
struct ClockConfig {
  sc_core::sc_time period = sc_core::sc_time(3200, sc_core::SC_PS);  ///< at least 2 ps
  unsigned reset_cycles = 4;  ///< cycles of reset at the start, without the hook
  /// Cycles that are run in one activation of the process, at least 1. With more than one the model
  /// runs ahead of the other modules by up to that many cycles, less one; alone it is faster.
  unsigned cycles_per_activation = 1;
};

/// A Verilated model as a module. Cycle n takes the simulated time [n*period, (n+1)*period); in
/// waveforms the clock rises in the middle of it. Simulation::run_for(n * period) runs n cycles.
///
///   auto& fec = simulation.make<ClockedModel<Vll_fec, FecHook>>(
///       "fec", ClockConfig{}, [](Vll_fec& m) { return ClockAndReset{m.clk_i, m.rst_ni}; },
///       hook arguments...);
///   simulation.run_until_paused(limit, "last codeword");
///
/// A run throws SimulationError when the RTL calls $finish, $stop or $fatal. Where FailureWaves are
/// on, a test that fails leaves a waveform of the model, if that was verilated with TRACE.
template <typename Model, CycleHook<Model> Hook>
class ClockedModel : public sc_core::sc_module, private WaveSource {
 public:
  /// `ports` is a function from Model& to its ClockAndReset. The remaining arguments make the hook.
  template <typename Ports, typename... HookArgs>
  requires std::is_invocable_r_v<ClockAndReset, Ports, Model&> ClockedModel(
      const sc_core::sc_module_name& name, const ClockConfig& config, Ports ports,
      HookArgs&&... hook_args)
      : sc_core::sc_module(name),
        context_(make_context()),
        model_(std::make_unique<Model>(context_.get(), "TOP")),
        coverage_(*context_),
        hook_(std::forward<HookArgs>(hook_args)...),
        ports_(ports(*model_)),
        period_(config.period),
        cycles_per_activation_(config.cycles_per_activation),
        reset_left_(config.reset_cycles),
        ticks_per_cycle_(ticks(config.period, context_->timeprecision())) {
    if (config.cycles_per_activation == 0) {
      throw SimulationError(std::string(this->name()) +
                            ": cycles_per_activation is 0, expected at least 1");
    }
    if (ticks_per_cycle_ < 2) {
      throw SimulationError(std::string(this->name()) + ": clock period is " +
                            config.period.to_string() +
                            ", expected at least two steps of the model's time precision");
    }
    set_reset(reset_left_ > 0);
    SC_HAS_PROCESS(ClockedModel);
    SC_METHOD(on_clock);
    sensitive << clock_event_;
  }

  ~ClockedModel() override {
    // The model takes its leave of the thread's context, which may be that of a model long gone.
    Verilated::threadContextp(context_.get());
    end_waves();
    try {
      model_->final();
    } catch (const RtlError& error) {
      // $error or $fatal in a final block: it can be told, but not thrown from here.
      std::fprintf(stderr, "%s: at the end: %s\n", name(), error.what());
    }
  }
  ClockedModel(const ClockedModel&) = delete;
  ClockedModel& operator=(const ClockedModel&) = delete;

  Model& model() { return *model_; }
  Hook& hook() { return hook_; }

  /// Clock cycles run so far, those in reset included.
  std::uint64_t cycles() const override { return cycles_; }
  const sc_core::sc_time& period() const { return period_; }

  /// Holds the model in reset for the next `cycles` cycles, without the hook.
  void reset(unsigned cycles) {
    reset_left_ = cycles;
    set_reset(cycles > 0);
  }

  /// Ends CycleAction::kStopClock. The next cycle begins at the present simulated time, or, if the
  /// cycle that stopped the clock has not had its period yet, at its end: cycles never overlap, and
  /// no phase of the clock is shorter than half a period. Nothing while the clock runs.
  void start_clock() {
    if (!std::exchange(clock_stopped_, false)) return;
    const sc_core::sc_time& now = sc_core::sc_time_stamp();
    clock_event_.notify(now < stopped_cycle_end_ ? stopped_cycle_end_ - now
                                                 : sc_core::SC_ZERO_TIME);
  }

  /// Writes an FST waveform of everything in the model from now on. Throws SimulationError when the
  /// model was verilated without TRACE or the file cannot be written.
  void open_trace(const std::filesystem::path& file) {
    if (!watch_.replaying()) begin_waves(file);
  }

  void close_trace() {
    if (!watch_.replaying()) end_waves();
  }

 private:
  static constexpr bool kTraceable = has_trace<Model, VerilatedFstC>();

  std::string wave_name() const override { return name(); }

  std::string why_no_waves() const override {
    return kTraceable ? "" : "was verilated without TRACE";
  }

  bool recording() const override { return trace_ != nullptr; }

  bool running() const override { return simcontext()->get_status() == sc_core::SC_RUNNING; }

  void begin_waves(const std::filesystem::path& file) override {
    if constexpr (kTraceable) {
      end_waves();
      trace_ = open_trace_file<VerilatedFstC>(*model_, file);
      if (trace_ == nullptr) {
        throw SimulationError(std::string(name()) + ": cannot write waveform '" + file.string() +
                              "'");
      }
    } else {
      throw SimulationError(std::string(name()) + ": no waveform '" + file.string() +
                            "': the model was verilated without TRACE");
    }
  }

  void end_waves() override {
    if (trace_ == nullptr) return;
    trace_->close();
    trace_.reset();
  }

  void abandon_waves() override {
    // Its destructor would write.
    static_cast<void>(trace_.release());
  }

  static std::unique_ptr<VerilatedContext> make_context() {
    auto context = std::make_unique<VerilatedContext>();
    // Otherwise Verilator starts an idle thread for each further processor: FailureWaves cannot
    // copy a process that has threads.
    context->threads(1);
    // Verilator wants to know before time 0; it is free until a file is opened.
    if (kTraceable) context->traceEverOn(true);
    return context;
  }

  /// Model time steps in `period`; `precision` is the power of ten of a step in seconds.
  static std::uint64_t ticks(const sc_core::sc_time& period, int precision) {
    std::uint64_t value = period.value();  // picoseconds
    for (; precision < -12; ++precision) value *= 10;
    for (; precision > -12; --precision) value /= 10;
    return value;
  }

  void set_reset(bool active) {
    ports_.reset = active == (ports_.reset_level == ResetLevel::kActiveHigh) ? 1 : 0;
  }

  void on_clock() {
    if (std::exchange(pause_due_, false)) {
      sc_core::sc_pause();
      clock_event_.notify(sc_core::SC_ZERO_TIME);
      return;
    }
    // Verilator's run time finds the model's context, for $finish, in a variable of the thread.
    Verilated::threadContextp(context_.get());
    context_->time(ticks(sc_core::sc_time_stamp(), context_->timeprecision()));
    unsigned done = 0;
    while (reset_left_ > 0 && done < cycles_per_activation_) {
      half_cycles([] {}, [] { return CycleAction::kContinue; });
      if (--reset_left_ == 0) set_reset(false);
      ++done;
    }
    while (done < cycles_per_activation_) {
      const CycleAction action = half_cycles(
          [this] { hook_.drive(*model_); },
          [this] {
            if constexpr (std::is_same_v<decltype(hook_.sample(*model_)), CycleAction>) {
              return hook_.sample(*model_);
            } else {
              hook_.sample(*model_);
              return CycleAction::kContinue;
            }
          });
      ++done;
      if (action == CycleAction::kContinue) continue;
      if (action == CycleAction::kPause) {
        pause_due_ = true;
      } else {
        clock_stopped_ = true;
      }
      break;
    }
    if (context_->gotFinish()) {
      throw SimulationError(std::string(name()) + ": the RTL called $finish in cycle " +
                            std::to_string(cycles_ - 1));
    }
    if (clock_stopped_) {
      stopped_cycle_end_ = sc_core::sc_time_stamp() + period_ * done;
      return;
    }
    // An event with static sensitivity is the cheapest way back: next_trigger() costs twice as
    // much.
    clock_event_.notify(done == 1 ? period_ : period_ * done);
  }

  template <typename Drive, typename Sample>
  CycleAction half_cycles(Drive drive, Sample sample) {
    watch_.before_cycle(cycles_);
    drive();
    ports_.clock = 0;
    model_->eval();
    if (trace_ != nullptr) [[unlikely]]
      dump_trace();
    const CycleAction action = sample();
    ports_.clock = 1;
    context_->timeInc(ticks_per_cycle_ / 2);
    model_->eval();
    if (trace_ != nullptr) [[unlikely]]
      dump_trace();
    context_->timeInc(ticks_per_cycle_ - ticks_per_cycle_ / 2);
    ++cycles_;
    return action;
  }

  void dump_trace() { trace_->dump(context_->time()); }

  std::unique_ptr<VerilatedContext> context_;
  std::unique_ptr<Model> model_;
  CoverageGuard coverage_;
  Hook hook_;
  ClockAndReset ports_;
  sc_core::sc_time period_;
  unsigned cycles_per_activation_;
  unsigned reset_left_;
  std::uint64_t ticks_per_cycle_;
  std::uint64_t cycles_ = 0;
  bool pause_due_ = false;
  bool clock_stopped_ = false;
  sc_core::sc_time stopped_cycle_end_;
  sc_core::sc_event clock_event_;
  std::unique_ptr<VerilatedFstC> trace_;
  WaveWatch watch_{*this};  // last: while it lives the model is complete
};

}  // namespace lightloop::verilated
