// SPDX-License-Identifier: Apache-2.0
// Cycles per second of the bare eval() loop, encoder and decoder, at each width: streams without
// pauses, five wrong symbols in each codeword for the decoder.
#include <benchmark/benchmark.h>
#include <string>
#include <vector>

#include "testbenches/fec/shapes.hpp"
#include "testbenches/fec/words.hpp"
#include "testbenches/lib/verilated_clock.hpp"

namespace lightloop::testbench {
namespace {

constexpr int kWordsPerLane = 16;
constexpr int kErrors = 5;

template <typename Model>
void run_model(benchmark::State& state, StreamShape shape, const Words& words) {
  using Data = decltype(Model::s_axis_tdata);
  // The beats are prepared, so that the loop is the model's alone.
  const int beats = kWordsPerLane * shape.beats();
  VerilatedContext context;
  Model model(&context, "TOP");
  std::vector<std::remove_reference_t<Data>> data(beats);
  for (int beat = 0; beat < beats; ++beat) {
    for (int lane = 0; lane < shape.lanes; ++lane) {
      for (int symbol = 0; symbol < shape.width; ++symbol) {
        write_bits(data[beat], 10 * (lane * shape.width + symbol), 10,
                   words[shape.index(beat, lane, symbol)]);
      }
    }
  }
  reset(model, 1);
  model.s_axis_tvalid = 1;
  model.m_axis_tready = 1;
  int beat = 0;
  for (auto unused : state) {
    (void)unused;
    model.s_axis_tdata = data[beat];
    model.s_axis_tlast = beat % shape.beats() == shape.beats() - 1;
    clock_once(model);
    beat = beat + 1 == beats ? 0 : beat + 1;
  }
  if (model.frame_error_o) state.SkipWithError("misframed");
  state.counters["cycles/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
  state.counters["codeword_bits/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * 10 * shape.width * shape.lanes,
                         benchmark::Counter::kIsRate, benchmark::Counter::kIs1000);
}

template <typename Shape>
void register_shape() {
  const std::string name = ShapeName::GetName<Shape>(0);
  Random random(1, name);
  const Words codewords = random_codewords(Shape::kCode, kWordsPerLane * Shape::kLanes, random);
  Words received = codewords;
  const int n = Shape::kParameters.n;
  for (std::size_t i = 0; i < received.size(); i += n) {
    add_errors(std::span(received).subspan(i, n), random_positions(kErrors, n, random), random);
  }
  benchmark::RegisterBenchmark(("encoder/" + name).c_str(), [codewords](benchmark::State& state) {
    run_model<typename Shape::Encoder>(state, Shape::stream(), codewords);
  });
  benchmark::RegisterBenchmark(("decoder/" + name).c_str(), [received](benchmark::State& state) {
    run_model<typename Shape::Decoder>(state, Shape::stream(), received);
  });
}

template <typename... Shapes>
bool register_shapes(testing::Types<Shapes...> /*shapes*/) {
  (register_shape<Shapes>(), ...);
  return true;
}

const bool registered = register_shapes(CodecShapes{});

}  // namespace
}  // namespace lightloop::testbench
