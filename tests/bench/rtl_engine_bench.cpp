// SPDX-License-Identifier: Apache-2.0
// What the engine rtl costs over a bare eval() loop of the same model on the same data: compare
// cycles/s of each pair. 64 codewords of RS(544,514) a round.
#include <Vll_link_core_kp4_w16.h>
#include <Vll_rs_decoder_kp4_w16.h>
#include <array>
#include <benchmark/benchmark.h>
#include <random>
#include <vector>

#include "host/engine/rtl_engine.hpp"
#include "host/engine/symbol_words.hpp"
#include "sim/verilated/link_core_ports.hpp"
#include "testbenches/lib/verilated_clock.hpp"

namespace lightloop::host {
namespace {

constexpr golden::RsCode kCode = golden::RsCode::kKp4;
constexpr golden::RsParameters kShape = golden::parameters(kCode);
constexpr int kWidth = 16;
constexpr int kBeats = kShape.n / kWidth;
constexpr int kCodewords = 64;

void report_cycles(benchmark::State& state, std::uint64_t cycles) {
  state.counters["cycles/s"] =
      benchmark::Counter(static_cast<double>(cycles), benchmark::Counter::kIsRate);
}

// Five wrong symbols a codeword.
std::vector<golden::FecSymbol> received_words() {
  std::mt19937_64 random(1);
  std::vector<golden::FecSymbol> messages(std::size_t{kCodewords} * kShape.k);
  for (auto& symbol : messages) symbol = static_cast<golden::FecSymbol>(random() & 0x3FF);
  std::vector<golden::FecSymbol> words(std::size_t{kCodewords} * kShape.n);
  golden::rs_encode(kCode, messages, words);
  for (int i = 0; i < 5 * kCodewords; ++i) {
    words[std::size_t(i / 5) * kShape.n + random() % kShape.n] ^= 1;
  }
  return words;
}

void decoder_bare_eval_loop(benchmark::State& state) {
  const auto words = received_words();
  std::vector<std::array<std::uint32_t, 5>> beats(words.size() / kWidth);
  for (std::size_t i = 0; i < beats.size(); ++i) {
    pack_symbols(std::span(words).subspan(i * kWidth, kWidth), beats[i].data());
  }
  VerilatedContext context;
  Vll_rs_decoder_kp4_w16 model(&context, "TOP");
  const auto clock = [&model] { testbench::clock_once(model); };
  clock();
  model.rst_ni = 1;
  model.s_axis_tvalid = 1;
  model.m_axis_tready = 1;
  std::uint64_t cycles = 0;
  for (auto _ : state) {
    for (std::size_t beat = 0; beat < beats.size(); ++beat) {
      std::copy(beats[beat].begin(), beats[beat].end(), model.s_axis_tdata.data());
      model.s_axis_tlast = beat % kBeats == kBeats - 1;
      clock();
    }
    cycles += beats.size();
  }
  report_cycles(state, cycles);
}
BENCHMARK(decoder_bare_eval_loop);

void decoder_engine(benchmark::State& state) {
  const auto words = received_words();
  std::vector<golden::FecSymbol> corrected(words.size());
  std::vector<golden::CodewordStatus> status(kCodewords);
  RtlEngine engine;
  for (auto _ : state) engine.decode(kCode, words, corrected, status);
  report_cycles(state, *engine.cycles());
}
BENCHMARK(decoder_engine);

golden::DigitalLinkConfig link_config() {
  golden::DigitalLinkConfig config;
  config.sigma = golden::sigma_from_snr_db(17.0);
  return config;
}

void link_bare_eval_loop(benchmark::State& state) {
  VerilatedContext context;
  Vll_link_core_kp4_w16 model(&context, "TOP");
  std::uint64_t cycles = 0;
  const auto clock = [&] {
    testbench::clock_once(model);
    ++cycles;
  };
  const auto run = [&](std::uint64_t codewords) {
    model.start_i = 1;
    model.codewords_i = codewords;
    clock();
    model.start_i = 0;
    while (model.done_o == 0) clock();
  };
  for (int i = 0; i < 5; ++i) clock();
  model.rst_ni = 1;
  verilated::write_config(model, link_config());
  run(0);
  cycles = 0;
  for (auto _ : state) run(kCodewords);
  report_cycles(state, cycles);
}
BENCHMARK(link_bare_eval_loop);

void link_engine(benchmark::State& state) {
  RtlEngine engine;
  const auto session = engine.open_link(link_config());
  session->advance(0);
  const std::uint64_t before = *engine.cycles();
  for (auto _ : state) session->advance(kCodewords);
  report_cycles(state, *engine.cycles() - before);
}
BENCHMARK(link_engine);

}  // namespace
}  // namespace lightloop::host
