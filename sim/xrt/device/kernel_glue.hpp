// SPDX-License-Identifier: Apache-2.0
// The kernel library's side of kernel_abi.h, for any Verilated model. The generated file beside it
// only lists the ports and calls make_kernel_api().
#pragma once

#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <vector>
#include <verilated.h>

#include "sim/xrt/device/kernel_abi.h"
#include "sim/xrt/device/kernel_waveform.hpp"

namespace lightloop::xrt_device {

using PortTable = std::vector<LightloopPort>;

template <class T>
void add_port(PortTable& table, const char* name, T& port, unsigned width, bool is_input) {
  table.push_back({name, &port, width, static_cast<std::uint32_t>(sizeof(T)),
                   static_cast<std::uint8_t>(is_input ? 1 : 0)});
}

/// One instance of a Verilated kernel, verilated for so many threads.
template <class Model, unsigned Threads>
class KernelInstance {
 public:
  KernelInstance(const char* instance, void (*collect)(Model&, PortTable&))
      : context_(make_context()), model_(context_.get(), instance) {
    context_->traceEverOn(kHasTracing<Model>);
    collect(model_, ports_);
  }
  ~KernelInstance() {
    // The model takes its leave of the thread's context, which may be that of an instance long
    // gone.
    Verilated::threadContextp(context_.get());
    try {
      model_.final();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s: at the end: %s\n", model_.name(), error.what());
    }
  }
  KernelInstance(const KernelInstance&) = delete;
  KernelInstance& operator=(const KernelInstance&) = delete;

  const PortTable& ports() const { return ports_; }
  const char* eval() {
    try {
      // $finish and $time find their context in a variable of the thread.
      Verilated::threadContextp(context_.get());
      model_.eval();
      return nullptr;
    } catch (const std::exception& error) {
      error_ = error.what();
      return error_.c_str();
    }
  }
  std::uint64_t run_quiet(const LightloopQuietRun& run, std::uint64_t clocks, const char** error) {
    std::uint64_t done = 0;
    *error = nullptr;
    try {
      Verilated::threadContextp(context_.get());
      for (; done < clocks && !any(run) && !context_->gotFinish(); ++done) {
        const std::uint64_t rise = run.time_ps + done * run.period_ps;
        half_clock(run, 1, rise);
        half_clock(run, 0, rise + run.period_ps / 2);
      }
    } catch (const std::exception& exception) {
      error_ = exception.what();
      *error = error_.c_str();
    }
    return done;
  }
  void set_time(std::uint64_t picoseconds) { context_->time(picoseconds); }
  bool finished() const { return context_->gotFinish(); }

  bool open_trace(const char* path) { return waveform_.open(model_, path); }
  void dump_trace() { waveform_.dump(context_->time()); }
  void close_trace() { waveform_.close(); }

 private:
  // Else it starts a thread for each processor, whatever the model was made for.
  static std::unique_ptr<VerilatedContext> make_context() {
    auto context = std::make_unique<VerilatedContext>();
    context->threads(Threads);
    return context;
  }

  static bool any(const LightloopQuietRun& run) {
    std::uint8_t found = 0;
    for (std::uint32_t i = 0; i < run.watched_count; ++i)
      found = static_cast<std::uint8_t>(found | *run.watched[i]);
    return found != 0;
  }

  void half_clock(const LightloopQuietRun& run, std::uint8_t level, std::uint64_t time_ps) {
    *run.clock = level;
    if (run.clock_2 != nullptr) *run.clock_2 = level;
    context_->time(time_ps);
    model_.eval();
  }

  std::unique_ptr<VerilatedContext> context_;
  Model model_;
  PortTable ports_;
  Waveform<Model> waveform_;
  std::string error_;
};

template <class Model, void (*Collect)(Model&, PortTable&), unsigned Threads>
LightloopKernelApi make_kernel_api(const char* top) {
  using Instance = KernelInstance<Model, Threads>;
  static constexpr auto self = [](void* model) { return static_cast<Instance*>(model); };
  return {
      .version = LIGHTLOOP_KERNEL_ABI_VERSION,
      .top = top,
      .create = [](const char* instance) -> void* {
        try {
          return new Instance(instance, Collect);
        } catch (const std::exception& error) {
          std::fprintf(stderr, "%s: %s\n", instance, error.what());
          return nullptr;
        }
      },
      .ports = [](void* model, const LightloopPort** table) -> std::uint32_t {
        *table = self(model)->ports().data();
        return static_cast<std::uint32_t>(self(model)->ports().size());
      },
      .eval = [](void* model) { return self(model)->eval(); },
      .run_quiet = [](void* model, const LightloopQuietRun* run, std::uint64_t clocks,
                      const char** error) { return self(model)->run_quiet(*run, clocks, error); },
      .set_time = [](void* model, std::uint64_t ps) { self(model)->set_time(ps); },
      .finished = [](void* model) { return self(model)->finished() ? 1 : 0; },
      .open_trace = [](void* model,
                       const char* path) { return self(model)->open_trace(path) ? 0 : 1; },
      .dump_trace = [](void* model) { self(model)->dump_trace(); },
      .close_trace = [](void* model) { self(model)->close_trace(); },
      .destroy = [](void* model) { delete self(model); },
  };
}

}  // namespace lightloop::xrt_device
