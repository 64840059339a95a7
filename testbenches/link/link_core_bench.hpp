// SPDX-License-Identifier: Apache-2.0
// A Verilated ll_link_core in a bench.
#pragma once

#include <cstdint>
#include <optional>
#include <type_traits>

#include "sim/golden/digital_link.hpp"
#include "sim/golden/link_counter_words.hpp"
#include "sim/verilated/link_core_ports.hpp"
#include "testbenches/lib/bench.hpp"

namespace lightloop::link_bench {

/// `Model` is the class of one Verilated ll_link_core; the code and width are the model's.
template <class Model>
class LinkCore {
 public:
  static constexpr unsigned kResetCycles = 5;

  LinkCore() : bench_({.reset_cycles = kResetCycles, .name = "ll_link_core"}) {
    bench_.attach(inputs_);
  }

  /// The next rising edge, or a later one: what is read after it is what flip-flops see at it.
  auto edges(std::uint64_t count) { return testbench::ClockCycles(bench_.clock(), count); }

  /// So many clocks of reset, at least 4 in mid-run (rtl/link/ll_link_counters.sv). The values
  /// after them can be read one edge later.
  testbench::Task<> reset(std::uint64_t cycles = kResetCycles) {
    set(model().start_i, 0);
    opened_ = false;
    co_await bench_.reset(cycles);
  }

  /// The configuration ports, from after the present edge.
  void configure(const golden::DigitalLinkConfig& config) { inputs_.next = config; }

  /// A start pulse; it returns at the edge that sees it. After that edge the core is busy or, for a
  /// run of nothing, soon done.
  testbench::Task<> start(std::uint64_t codewords, bool restart) {
    set(model().start_i, 1);
    set(model().restart_i, restart);
    set(model().codewords_i, codewords);
    co_await edges(1);
    start_cycle_ = bench_.clock().cycle();
    set(model().start_i, 0);
    opened_ = true;
  }

  /// Returns when done_o has risen, so that a start may follow at the edge that sees it. Gives the
  /// clocks from the edge that saw the last start to that one. Throws TimeoutError after `limit`
  /// clocks.
  testbench::Task<std::uint64_t> wait_done(std::uint64_t limit) {
    co_await testbench::with_timeout(testbench::RisingEdge(bench_.port(model().done_o, "done_o")),
                                     edges(limit));
    co_return bench_.clock().cycle() + 1 - start_cycle_;  // done_o is seen one edge later
  }

  /// start and wait_done, with a limit of ten times what the run should take.
  testbench::Task<std::uint64_t> run(std::uint64_t codewords, bool restart) {
    co_await start(codewords, restart);
    const std::uint64_t clocks = co_await wait_done(20000 + codewords * 1500);
    co_return clocks;
  }

  /// All 32, the reserved ones too.
  auto counter_words() { return verilated::read_counter_words(model()); }
  golden::LinkCounters counters() { return golden::counters_from_words(counter_words()); }

  /// A session has been opened since the last reset.
  bool opened() const { return opened_; }

  Model& model() { return bench_.model(); }
  testbench::Bench<Model>& bench() { return bench_; }

 private:
  /// Writes all configuration ports at once, at the moment when the writes of tasks take effect.
  struct Inputs {
    std::optional<golden::DigitalLinkConfig> next;
    void drive(Model& model) {
      if (!next) return;
      verilated::write_config(model, *next);
      next.reset();
    }
    void sample(Model& /*model*/) {}
  };

  template <typename T>
  void set(T& port, std::type_identity_t<T> value) {
    bench_.port(port).write(value);
  }

  Inputs inputs_;
  testbench::Bench<Model> bench_;
  std::uint64_t start_cycle_ = 0;
  bool opened_ = false;
};

}  // namespace lightloop::link_bench
