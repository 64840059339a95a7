// SPDX-License-Identifier: Apache-2.0
// A Verilated encoder or decoder with a source and a sink, clocked by hand.
#pragma once

#include <cstdint>
#include <memory>
#include <verilated.h>

#include "testbenches/lib/symbol_stream.hpp"
#include "testbenches/lib/verilated_clock.hpp"

namespace lightloop::testbench {

template <typename Model>
class CodecBench {
 public:
  CodecBench(StreamShape shape, StreamPacer source_pacer, StreamPacer sink_pacer)
      : source_(shape, source_pacer), sink_(shape, sink_pacer), model_(&context_, "TOP") {
    model_.s_axis_tvalid = 0;
    model_.m_axis_tready = 0;
    reset();
  }

  SymbolSource& source() { return source_; }
  SymbolSink& sink() { return sink_; }
  bool frame_error() const { return model_.frame_error_o; }
  std::uint64_t cycle() const { return cycle_; }

  /// Resets the model; source and sink start a new stream.
  void restart(StreamShape shape, StreamPacer source_pacer, StreamPacer sink_pacer) {
    source_ = SymbolSource(shape, source_pacer);
    sink_ = SymbolSink(shape, sink_pacer);
    model_.s_axis_tvalid = 0;
    reset();
  }

  void run_cycle() {
    model_.clk_i = 0;
    source_.drive(model_);
    sink_.drive(model_);
    model_.eval();
    source_.sample(model_, cycle_);
    sink_.sample(model_, cycle_);
    model_.clk_i = 1;
    model_.eval();
    ++cycle_;
  }

  void run_cycles(std::uint64_t cycles) {
    for (std::uint64_t i = 0; i < cycles; ++i) run_cycle();
  }

  /// Runs until the sink has `beats` beats; false when that takes more than `limit` cycles.
  bool run_until_received(std::uint64_t beats, std::uint64_t limit) {
    for (std::uint64_t i = 0; i < limit; ++i) {
      if (sink_.beats_received() >= beats) return true;
      run_cycle();
    }
    return sink_.beats_received() >= beats;
  }

 private:
  /// One clock of reset must do.
  void reset() { testbench::reset(model_, 1); }

  SymbolSource source_;
  SymbolSink sink_;
  VerilatedContext context_;
  Model model_;
  std::uint64_t cycle_ = 0;
};

}  // namespace lightloop::testbench
