// SPDX-License-Identifier: Apache-2.0
// Symbols per second through the analogue link in SystemC, and its parts.
#include <benchmark/benchmark.h>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "sim/serdes/fir_filter.hpp"
#include "sim/serdes/gaussian_noise.hpp"
#include "sim/serdes/pam_link_channel.hpp"

namespace lightloop::serdes {
namespace {

constexpr std::size_t kSymbols = 200'000;

std::vector<std::uint8_t> random_symbols() {
  std::mt19937 random(1);
  std::vector<std::uint8_t> symbols(kSymbols);
  for (auto& symbol : symbols) symbol = static_cast<std::uint8_t>(random() >> 30);
  return symbols;
}

/// Arguments: length of the pulse response in UI, FFE taps before and after the main tap, noise.
void pam_link(benchmark::State& state) {
  PamLinkConfig config;
  std::vector<double> taps(static_cast<std::size_t>(state.range(0)));
  for (std::size_t i = 0; i < taps.size(); ++i)
    taps[i] = 1.0 / static_cast<double>((i + 1) * (i + 1));
  config.pulse = pulse_response_from_taps(taps);
  config.ffe.pre_taps = static_cast<unsigned>(state.range(1));
  config.ffe.post_taps = static_cast<unsigned>(state.range(2));
  config.snr_db = state.range(3) != 0 ? 17 : std::numeric_limits<double>::infinity();
  const auto symbols = random_symbols();
  verilated::Simulation simulation;
  PamLinkChannel link(simulation, config);
  for (auto _ : state) benchmark::DoNotOptimize(link.transmit(symbols));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kSymbols));
}
BENCHMARK(pam_link)
    ->ArgNames({"pulse_ui", "pre", "post", "noise"})
    ->Args({1, 0, 0, 0})
    ->Args({1, 0, 0, 1})
    ->Args({4, 3, 12, 1})
    ->Args({40, 3, 12, 1})
    ->Args({100, 8, 22, 1});

void gaussian_noise(benchmark::State& state) {
  const GaussianNoise noise(0.1, 1);
  std::vector<float> volts(4096);
  std::uint64_t sample = 0;
  for (auto _ : state) {
    noise.add_to(volts, sample);
    sample += volts.size();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(volts.size()));
}
BENCHMARK(gaussian_noise);

void fir_filter(benchmark::State& state) {
  FirFilter filter(std::vector<double>(static_cast<std::size_t>(state.range(0)), 0.01));
  const std::vector<float> in(4096, 1.0F);
  std::vector<float> out(in.size());
  for (auto _ : state) filter.process(in, out);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(in.size()));
}
BENCHMARK(fir_filter)->Arg(1)->Arg(16)->Arg(100);

}  // namespace
}  // namespace lightloop::serdes
