// SPDX-License-Identifier: Apache-2.0
// What the Verilated BER engine costs: clock cycles and codewords a second of the bare eval() loop.
#include <benchmark/benchmark.h>
#include <cstdint>
#include <stdexcept>
#include <verilated.h>

#include "Vll_link_core_kp4_w16.h"
#include "Vll_link_core_kp4_w32.h"
#include "Vll_link_core_kp4_w4.h"
#include "Vll_link_core_kp4_w8.h"
#include "sim/golden/digital_link.hpp"
#include "sim/verilated/link_core_ports.hpp"
#include "testbenches/lib/verilated_clock.hpp"

namespace lightloop::link_bench {
namespace {

/// An ll_link_core that is clocked by hand.
template <class Model>
class LinkCore {
 public:
  LinkCore() : model_(&context_) {
    testbench::reset(model_, 5);
    clock();
  }
  ~LinkCore() { model_.final(); }
  LinkCore(const LinkCore&) = delete;
  LinkCore& operator=(const LinkCore&) = delete;

  void configure(const golden::DigitalLinkConfig& config) {
    verilated::write_config(model_, config);
  }

  /// From a start pulse to done_o, with a limit of ten times what the run should take.
  void run(std::uint64_t codewords, bool restart) {
    model_.start_i = 1;
    model_.restart_i = restart;
    model_.codewords_i = codewords;
    clock();
    model_.start_i = 0;
    for (const std::uint64_t limit = clocks_ + 20000 + codewords * 1500; model_.done_o == 0;) {
      if (clocks_ == limit) throw std::runtime_error("ll_link_core: no done_o");
      clock();
    }
  }

  std::uint64_t clocks() const { return clocks_; }

 private:
  void clock() {
    testbench::clock_once(model_);
    ++clocks_;
  }

  VerilatedContext context_;
  Model model_;
  std::uint64_t clocks_ = 0;
};

/// Argument: SNR in tenths of a dB.
template <class Model>
void run_link(benchmark::State& state) {
  LinkCore<Model> core;
  golden::DigitalLinkConfig config;
  config.sigma = golden::sigma_from_snr_db(static_cast<double>(state.range(0)) / 10.0);
  core.configure(config);
  core.run(1, true);
  constexpr std::uint64_t kCodewords = 200;
  const std::uint64_t clocks = core.clocks();
  for (auto _ : state) core.run(kCodewords, false);
  state.counters["cycles"] =
      benchmark::Counter(static_cast<double>(core.clocks() - clocks), benchmark::Counter::kIsRate);
  state.counters["codewords"] =
      benchmark::Counter(static_cast<double>(kCodewords) * static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate);
}

BENCHMARK_TEMPLATE(run_link, Vll_link_core_kp4_w4)->Arg(175);
BENCHMARK_TEMPLATE(run_link, Vll_link_core_kp4_w8)->Arg(175);
BENCHMARK_TEMPLATE(run_link, Vll_link_core_kp4_w16)->Arg(175)->Arg(220);
BENCHMARK_TEMPLATE(run_link, Vll_link_core_kp4_w32)->Arg(175);

}  // namespace
}  // namespace lightloop::link_bench
