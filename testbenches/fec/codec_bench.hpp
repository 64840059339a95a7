// SPDX-License-Identifier: Apache-2.0
// A Verilated encoder or decoder with a source and a sink.
#pragma once

#include <cstdint>
#include <utility>

#include "testbenches/fec/codec_coverage.hpp"
#include "testbenches/lib/bench.hpp"
#include "testbenches/lib/symbol_stream.hpp"

namespace lightloop::testbench {

template <typename Model>
class CodecBench {
 public:
  CodecBench(StreamShape shape, StreamPacer source_pacer, StreamPacer sink_pacer)
      // One clock of reset must do.
      : bench_(BenchConfig{.reset_cycles = 1}),
        source_(shape, source_pacer),
        sink_(shape, sink_pacer),
        coverage_(bench_.model().modelName()) {
    bench_.attach(source_at_clock_);
    bench_.attach(sink_at_clock_);
    bench_.attach(coverage_);
  }

  SymbolSource& source() { return source_; }
  SymbolSink& sink() { return sink_; }
  bool frame_error() { return bench_.model().frame_error_o; }

  /// Resets the model in the middle of what it does; source and sink then start a new stream.
  void restart(StreamShape shape, StreamPacer source_pacer, StreamPacer sink_pacer) {
    bench_.run([&]() -> Task<> {
      co_await bench_.reset(1);
      coverage_.restart();
      source_ = SymbolSource(shape, source_pacer);
      sink_ = SymbolSink(shape, sink_pacer);
    });
  }

  void run_cycles(std::uint64_t cycles) {
    bench_.run([&]() -> Task<> { co_await ClockCycles(bench_.clock(), cycles); }, cycles + 1);
  }

  /// Runs until the sink has `beats` beats; throws SimulationTimeout when that takes more than
  /// `limit` cycles.
  void run_until_received(std::uint64_t beats, std::uint64_t limit) {
    bench_.run(
        [&]() -> Task<> {
          while (sink_.beats_received() < beats && !testing::Test::HasFailure()) {
            co_await RisingEdge(bench_.clock());
          }
        },
        limit);
  }

 private:
  Bench<Model> bench_;
  SymbolSource source_;
  SymbolSink sink_;
  StreamCoverage coverage_;
  AtClock<SymbolSource> source_at_clock_{source_, bench_.clock()};
  AtClock<SymbolSink> sink_at_clock_{sink_, bench_.clock()};
};

}  // namespace lightloop::testbench
