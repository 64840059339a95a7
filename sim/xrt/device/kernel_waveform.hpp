// SPDX-License-Identifier: Apache-2.0
// How a kernel library writes waveforms: the part of kernel_glue.hpp that depends on whether the
// model was verilated with tracing.
#pragma once

#include <cstdint>
#include <fstream>
#include <memory>
#include <type_traits>
#include <verilated_fst_c.h>

namespace lightloop::xrt_device {

/// Of a model without tracing, which is faster: it need not keep what only a waveform shows.
class NoWaveform {
 public:
  template <class Model>
  bool open(Model& /*model*/, const char* /*path*/) {
    return false;
  }
  void dump(std::uint64_t /*time_ps*/) {}
  void close() {}
};

/// Of a model with --trace-fst.
class FstWaveform {
 public:
  template <class Model>
  bool open(Model& model, const char* path) {
    // Newer writers do not tell that a file cannot be written.
    if (!std::ofstream(path)) return false;
    trace_ = std::make_unique<VerilatedFstC>();
    trace_->set_time_unit("1ps");
    trace_->set_time_resolution("1ps");
    model.trace(trace_.get(), 99);
    trace_->open(path);
    return trace_->isOpen();
  }
  void dump(std::uint64_t time_ps) {
    if (trace_) trace_->dump(time_ps);
  }
  void close() {
    if (trace_) trace_->close();
    trace_.reset();
  }

 private:
  std::unique_ptr<VerilatedFstC> trace_;
};

/// That of `Model`.
template <class Model>
constexpr bool kHasTracing = requires(Model& model, VerilatedFstC* trace) {
  model.trace(trace, 99);
};
template <class Model>
using Waveform = std::conditional_t<kHasTracing<Model>, FstWaveform, NoWaveform>;

}  // namespace lightloop::xrt_device
