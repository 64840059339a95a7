// SPDX-License-Identifier: Apache-2.0
// Drives a Verilated ll_link_core.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <verilated.h>

#include "sim/golden/digital_link.hpp"

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
    model_.rst_ni = 0;
    for (int i = 0; i < 5; ++i) clock();
    model_.rst_ni = 1;
    clock();
  }

  /// One clock: inputs set before it are seen by its rising edge, outputs are those after it.
  void clock() {
    model_.clk_i = 0;
    model_.eval();
    model_.clk_i = 1;
    model_.eval();
    ++clocks_;
  }

  void configure(const golden::DigitalLinkConfig& config) {
    model_.precoding_i = config.precoding;
    model_.noise_enable_i = config.noise_enable;
    model_.noise_seed_i = config.noise_seed;
    model_.prbs_seed_i = config.prbs_seed;
    model_.sigma_i = config.sigma;
    std::uint64_t taps = 0;
    for (int i = 0; i < 4; ++i) taps |= (config.taps[i] & std::uint64_t{0x3FF}) << (10 * i);
    model_.tap_i = taps;
    model_.inject_period_i = config.inject_period;
    model_.inject_start_i = config.inject_start;
    model_.inject_length_i = config.inject_length;
    model_.inject_mask_i = config.inject_mask;
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

  std::uint64_t word(int index) const {
    return model_.counters_o[2 * index] | std::uint64_t{model_.counters_o[2 * index + 1]} << 32;
  }

  golden::LinkCounters counters() const {
    golden::LinkCounters c;
    c.codewords = word(0);
    c.pam4_symbol_errors = word(1);
    c.pre_fec_bit_errors = word(2);
    c.pre_fec_symbol_errors = word(3);
    c.corrected_codewords = word(4);
    c.uncorrectable_codewords = word(5);
    c.corrected_symbols = word(6);
    c.post_fec_bit_errors = word(7);
    c.post_fec_errored_codewords = word(8);
    for (int i = 0; i < golden::kHistogramBins; ++i) c.histogram[i] = word(15 + i);
    return c;
  }

  Model& model() { return model_; }
  std::uint64_t clocks() const { return clocks_; }

 private:
  std::unique_ptr<VerilatedContext> context_;
  Model model_;
  std::uint64_t clocks_ = 0;
};

}  // namespace lightloop::link_bench
