// SPDX-License-Identifier: Apache-2.0
// What the Verilated BER engine costs: clock cycles and codewords a second of the bare eval() loop.
#include <benchmark/benchmark.h>

#include "Vll_link_core_kp4_w16.h"
#include "Vll_link_core_kp4_w32.h"
#include "Vll_link_core_kp4_w4.h"
#include "Vll_link_core_kp4_w8.h"
#include "testbenches/link/link_core_bench.hpp"

namespace lightloop::link_bench {
namespace {

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
