// SPDX-License-Identifier: Apache-2.0
// Drives a Verilated ll_link_core.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <verilated.h>

#include "sim/golden/digital_link.hpp"
#include "sim/golden/link_counter_words.hpp"
#include "sim/verilated/coverage.hpp"
#include "sim/verilated/link_core_ports.hpp"
#include "testbenches/lib/verilated_clock.hpp"

namespace lightloop::link_bench {

/// `Model` is the class of one Verilated ll_link_core; the code and width are the model's.
template <class Model>
class LinkCore {
 public:
  LinkCore() : context_(std::make_unique<VerilatedContext>()), model_(context_.get()) { reset(); }
  ~LinkCore() { model_.final(); }
  LinkCore(const LinkCore&) = delete;
  LinkCore& operator=(const LinkCore&) = delete;

  /// Five clocks of reset.
  void reset() {
    model_.start_i = 0;
    testbench::reset(model_, 5);
    clock();
  }

  /// testbench::clock_once, and counts it.
  void clock() {
    testbench::clock_once(model_);
    ++clocks_;
  }

  void configure(const golden::DigitalLinkConfig& config) {
    verilated::write_config(model_, config);
  }

  /// A start pulse; afterwards the core is busy or, for a run of nothing, soon done.
  void start(std::uint64_t codewords, bool restart) {
    model_.start_i = 1;
    model_.restart_i = restart;
    model_.codewords_i = codewords;
    clock();
    model_.start_i = 0;
  }

  /// Clocks until done_o. Throws std::runtime_error after `limit` clocks.
  std::uint64_t wait_done(std::uint64_t limit) {
    for (std::uint64_t i = 0; i < limit; ++i) {
      if (model_.done_o != 0) return i;
      clock();
    }
    throw std::runtime_error("ll_link_core: no done_o within " + std::to_string(limit) + " clocks");
  }

  /// start and wait_done, with a limit of ten times what the run should take.
  std::uint64_t run(std::uint64_t codewords, bool restart) {
    start(codewords, restart);
    return wait_done(20000 + codewords * 1500);
  }

  /// All 32, the reserved ones too.
  auto counter_words() const { return verilated::read_counter_words(model_); }
  golden::LinkCounters counters() const { return golden::counters_from_words(counter_words()); }

  Model& model() { return model_; }
  std::uint64_t clocks() const { return clocks_; }

 private:
  std::unique_ptr<VerilatedContext> context_;
  Model model_;
  verilated::CoverageGuard coverage_{*context_};
  std::uint64_t clocks_ = 0;
};

}  // namespace lightloop::link_bench
