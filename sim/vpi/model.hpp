// SPDX-License-Identifier: Apache-2.0
// A Verilated model of any class behind one interface, so that the host is compiled once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <verilated.h>
#include <verilated_fst_c.h>
#include <verilated_vcd_c.h>
#ifdef LIGHTLOOP_VPI_COVERAGE_FILE
#include <verilated_cov.h>
#endif

#include "sim/verilated/coverage.hpp"
#include "sim/verilated/trace_file.hpp"

#ifndef LIGHTLOOP_VPI_THREADS
#define LIGHTLOOP_VPI_THREADS 1
#endif
#ifndef LIGHTLOOP_VPI_WAVE_FILE
#define LIGHTLOOP_VPI_WAVE_FILE VerilatedFstC
#endif

namespace lightloop::vpi {

/// What the host needs of a model.
class RunningModel {
 public:
  virtual ~RunningModel() = default;
  virtual VerilatedContext& context() = 0;
  virtual void eval() = 0;
  virtual void end_of_slot() = 0;
  /// Delays in the RTL: the next time step of the model at which something is due, or ~0.
  virtual std::uint64_t next_time_slot() = 0;
  virtual void final() = 0;
  /// Writes a waveform of everything (FST, or VCD if that is what the model was verilated for).
  /// Throws std::runtime_error when the model was verilated without TRACE or the file cannot be
  /// written.
  virtual void open_trace(const std::filesystem::path& file) = 0;
  virtual void close_trace() = 0;
  /// Stops recording without a write to the file: another process has it open too.
  virtual void abandon_trace() = 0;
  virtual bool traceable() const = 0;
  virtual bool recording() const = 0;
  virtual void dump_trace() = 0;
};

template <typename Model>
class RunningModelOf final : public RunningModel {
 public:
  RunningModelOf() : context_(std::make_unique<VerilatedContext>()) {
    // Before time 0; free until a file is opened.
    if (kTraceable) context_->traceEverOn(true);
    // As many threads as the model was verilated for: an idle one would make copies of the process
    // impossible (verilated::FailureWaves).
    context_->threads(LIGHTLOOP_VPI_THREADS);
  }
  RunningModelOf(const RunningModelOf&) = delete;
  RunningModelOf& operator=(const RunningModelOf&) = delete;
  ~RunningModelOf() override {
    Verilated::threadContextp(context_.get());
    const verilated::CoverageGuard coverage(*context_);  // the model has counts until it is gone
  }

  /// After VerilatedContext::commandArgs(): initial blocks may ask for plusargs. VPI looks for the
  /// literal scope "TOP", which is there when the instance has no name.
  void elaborate() {
    Verilated::threadContextp(context_.get());
    model_ = std::make_unique<Model>(context_.get(), "");
  }

  Model& model() { return *model_; }

  VerilatedContext& context() override { return *context_; }
  void eval() override { model_->eval_step(); }
  void end_of_slot() override { model_->eval_end_step(); }
  std::uint64_t next_time_slot() override {
    return model_->eventsPending() ? model_->nextTimeSlot() : ~std::uint64_t{0};
  }
  void final() override {
    model_->final();
#ifdef LIGHTLOOP_VPI_COVERAGE_FILE  // scripts/cocotb-host: where cocotb's main program puts it
    context_->coveragep()->write(LIGHTLOOP_VPI_COVERAGE_FILE);
#endif
  }

  bool traceable() const override { return kTraceable; }
  bool recording() const override { return trace_ != nullptr; }

  void open_trace(const std::filesystem::path& file) override {
    if constexpr (kTraceable) {
      trace_ = verilated::open_trace_file<Trace>(*model_, file);
      if (trace_ == nullptr) {
        throw std::runtime_error("cannot write waveform '" + file.string() + "'");
      }
    } else {
      throw std::runtime_error("no waveform '" + file.string() +
                               "': the model was verilated without TRACE");
    }
  }

  void close_trace() override {
    if (trace_ == nullptr) return;
    trace_->close();
    trace_.reset();
  }

  // Its destructor would write.
  void abandon_trace() override { static_cast<void>(trace_.release()); }

  void dump_trace() override {
    if (trace_ != nullptr) trace_->dump(context_->time());
  }

 private:
  using Trace = LIGHTLOOP_VPI_WAVE_FILE;
  static constexpr bool kTraceable = verilated::has_trace<Model, Trace>();

  std::unique_ptr<VerilatedContext> context_;
  std::unique_ptr<Model> model_;
  std::unique_ptr<Trace> trace_;
};

}  // namespace lightloop::vpi
