// SPDX-License-Identifier: Apache-2.0
// Speed of the golden model on one core: Reed-Solomon encode and decode, the digital link,
// Gaussian noise, theory.
#include <benchmark/benchmark.h>
#include <cstdint>
#include <vector>

#include "sim/golden/digital_link.hpp"
#include "sim/golden/gaussian_source.hpp"
#include "sim/golden/link_noise.hpp"
#include "sim/golden/link_theory.hpp"
#include "sim/golden/prbs.hpp"
#include "sim/golden/rs_code.hpp"

namespace lightloop::golden {
namespace {

constexpr std::size_t kBatch = 256;

std::vector<FecSymbol> make_messages(RsCode code) {
  std::vector<FecSymbol> messages(kBatch * parameters(code).k);
  Prbs(PrbsPattern::kPrbs31, 1).fill_symbols(messages);
  return messages;
}

std::vector<FecSymbol> make_codewords(RsCode code) {
  std::vector<FecSymbol> codewords(kBatch * parameters(code).n);
  rs_encode(code, make_messages(code), codewords);
  return codewords;
}

void count_bits(benchmark::State& state, RsCode code) {
  state.counters["Gb/s"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * kBatch * parameters(code).message_bits() * 1e-9,
      benchmark::Counter::kIsRate);
}

void encode(benchmark::State& state, RsCode code) {
  const auto messages = make_messages(code);
  std::vector<FecSymbol> codewords(kBatch * parameters(code).n);
  for ([[maybe_unused]] auto _ : state) {
    rs_encode(code, messages, codewords);
    benchmark::DoNotOptimize(codewords.data());
  }
  count_bits(state, code);
}
BENCHMARK_CAPTURE(encode, kp4, RsCode::kKp4);
BENCHMARK_CAPTURE(encode, kr4, RsCode::kKr4);

// Argument: wrong symbols in every codeword.
void decode(benchmark::State& state, RsCode code) {
  const RsParameters p = parameters(code);
  auto received = make_codewords(code);
  Prbs noise(PrbsPattern::kPrbs23, 1);
  for (std::size_t c = 0; c < kBatch; ++c) {
    for (std::int64_t e = 0; e < state.range(0); ++e) {
      received[c * p.n + (e * 37 + c) % p.n] ^= 1 + noise.next_bits(9);
    }
  }
  std::vector<FecSymbol> corrected(received.size());
  std::vector<CodewordStatus> status(kBatch);
  for ([[maybe_unused]] auto _ : state) {
    rs_decode(code, received, corrected, status);
    benchmark::DoNotOptimize(corrected.data());
  }
  count_bits(state, code);
}
BENCHMARK_CAPTURE(decode, kp4, RsCode::kKp4)->Arg(0)->Arg(1)->Arg(5)->Arg(15)->Arg(16);
BENCHMARK_CAPTURE(decode, kr4, RsCode::kKr4)->Arg(0)->Arg(1)->Arg(7);

// Arguments: SNR in tenths of a dB, precoding.
void link(benchmark::State& state) {
  constexpr std::uint64_t kCodewords = 1024;
  DigitalLink link({.precoding = state.range(1) != 0,
                    .sigma = sigma_from_snr_db(static_cast<double>(state.range(0)) / 10.0)},
                   1);
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(link.advance(kCodewords));
  state.counters["codewords/s"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * kCodewords, benchmark::Counter::kIsRate);
}
BENCHMARK(link)->Args({177, 0})->Args({177, 1})->Args({165, 0})->Args({150, 0});

void link_uniforms(benchmark::State& state) {
  LinkNoise noise(1);
  std::vector<std::uint32_t> uniforms(2720);
  for ([[maybe_unused]] auto _ : state) {
    noise.fill_uniform(uniforms);
    benchmark::DoNotOptimize(uniforms.data());
  }
  state.counters["samples/s"] = benchmark::Counter(static_cast<double>(state.iterations()) * 2720,
                                                   benchmark::Counter::kIsRate);
}
BENCHMARK(link_uniforms);

void gaussian_samples(benchmark::State& state) {
  const GaussianSource source(1);
  std::vector<float> samples(4096);
  std::uint64_t first = 0;
  for ([[maybe_unused]] auto _ : state) {
    source.fill(first, samples);
    first += samples.size();
    benchmark::DoNotOptimize(samples.data());
  }
  state.counters["samples/s"] =
      benchmark::Counter(static_cast<double>(first), benchmark::Counter::kIsRate);
}
BENCHMARK(gaussian_samples);

// The slowest there is: four taps and precoding.
void theory(benchmark::State& state) {
  const DigitalLinkConfig config{
      .precoding = true, .sigma = sigma_from_snr_db(18.0), .taps = {256, 20, -10, 5}};
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(link_theory(config));
}
BENCHMARK(theory)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lightloop::golden
