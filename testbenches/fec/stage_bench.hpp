// SPDX-License-Identifier: Apache-2.0
// What the benches of the single stages share: the model of all stages, symbols in ports, and
// partners for ports with a valid/ready handshake.
#pragma once

#include <concepts>
#include <cstdint>
#include <gtest/gtest.h>
#include <span>
#include <utility>
#include <vector>

#include "Vfec_stages_kp4.h"
#include "Vfec_stages_kr4.h"
#include "sim/golden/rs_code.hpp"
#include "testbenches/fec/key_equation.hpp"
#include "testbenches/fec/words.hpp"
#include "testbenches/lib/bench.hpp"
#include "testbenches/lib/random.hpp"
#include "testbenches/lib/scoreboard.hpp"
#include "testbenches/lib/stream_pacer.hpp"
#include "testbenches/lib/verilated_port.hpp"

namespace lightloop::testbench {

using golden::FecSymbol;

template <typename ModelType, golden::RsCode kRsCode, int kWidthValue>
struct StageShape {
  using Model = ModelType;
  static constexpr golden::RsCode kCode = kRsCode;
  static constexpr int kWidth = kWidthValue;
};

using StageShapes = testing::Types<StageShape<Vfec_stages_kp4, golden::RsCode::kKp4, 8>,
                                   StageShape<Vfec_stages_kr4, golden::RsCode::kKr4, 4>>;

struct StageShapeName {
  template <typename Shape>
  static std::string GetName(int /*index*/) {
    return std::string(golden::to_string(Shape::kCode)) + "_w" + std::to_string(Shape::kWidth);
  }
};

/// The first `count` symbols of a port.
template <typename T>
Words symbols_of(const T& port, int count) {
  Words symbols(count);
  for (int i = 0; i < count; ++i) {
    symbols[i] = static_cast<FecSymbol>(read_bits(port, std::size_t(10) * i, 10));
  }
  return symbols;
}

/// Writes symbols from the port's lowest bits on, zeros behind them.
template <typename T>
void write_symbols(const Port<T>& port, std::span<const FecSymbol> symbols) {
  T value{};
  for (std::size_t i = 0; i < symbols.size(); ++i) write_bits(value, 10 * i, 10, symbols[i]);
  port.write(value);
}

/// Offers items one after the other at a port with valid and ready: `show(item)` writes the data
/// ports, `taken(index, cycle)` is called at the edge that takes an item. A pause shows no item.
template <typename Item, typename Show, typename Taken>
Task<> offer(Clock& clock, Port<CData> valid, Port<CData> ready, std::vector<Item> items,
             StreamPacer pacer, Show show, Taken taken) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    while (!pacer.willing()) {
      valid.write(0);
      co_await RisingEdge(clock);
    }
    show(items[i]);
    valid.write(1);
    do {
      co_await RisingEdge(clock);
    } while (ready.read() == 0);
    taken(i, clock.cycle());
  }
  valid.write(0);
}

/// Takes items at a port with valid and ready until `count` were taken: `see(cycle)` is called at
/// the edge of each.
template <typename See>
Task<> accept(Clock& clock, Port<CData> valid, Port<CData> ready, std::size_t count,
              StreamPacer pacer, See see) {
  while (count > 0) {
    ready.write(pacer.willing() ? 1 : 0);
    co_await RisingEdge(clock);
    if (valid.read() == 0 || ready.read() == 0) continue;
    see(clock.cycle());
    --count;
  }
  ready.write(0);
}

/// A bench around the model of all stages. Each stage's bench derives from it.
template <typename Shape>
class StageBench : public testing::Test {
 protected:
  using Model = typename Shape::Model;
  static constexpr golden::RsCode kCode = Shape::kCode;
  static constexpr golden::RsParameters kParameters = golden::parameters(kCode);
  static constexpr int kN = kParameters.n;
  static constexpr int kT = kParameters.t;
  static constexpr int kWidth = Shape::kWidth;
  static constexpr int kBeats = kN / kWidth;

  /// Pauses in `percent` of the runs of clocks, repeatably.
  StreamPacer pacer(unsigned percent) { return StreamPacer(random_(), percent); }

  /// A random word with `errors` wrong symbols, all of them if errors is n.
  Words received_word(int errors) {
    Words word = random_codewords(kCode, 1, random_);
    add_errors(word, random_positions(errors, kN, random_), random_);
    return word;
  }

  std::span<const FecSymbol> beat_of(const Words& words, std::size_t beat) const {
    return std::span(words).subspan(beat * kWidth, kWidth);
  }

  template <typename T>
  Port<T> port(T& model_port) {
    return bench_.port(model_port);
  }

  Random random_ = Random::for_test();
  Bench<Model> bench_;
  Model& model_ = bench_.model();
  Clock& clock_ = bench_.clock();
};

}  // namespace lightloop::testbench
