// SPDX-License-Identifier: Apache-2.0
// Partner of a Verilated ll_link_core: starts a run and waits for its end.
#pragma once

#include <cstdint>

#include "sim/golden/digital_link.hpp"
#include "sim/verilated/clocked_model.hpp"

namespace lightloop::host {

class RtlLinkHook {
 public:
  /// Sets the next run: `codewords` more of them. `restart` begins a session with `config`;
  /// without, config is what the session began with.
  void start(const golden::DigitalLinkConfig& config, std::uint64_t codewords, bool restart) {
    config_ = config;
    codewords_ = codewords;
    restart_ = restart;
    start_due_ = true;
  }

  template <typename Model>
  void drive(Model& model) {
    model.start_i = start_due_;
    if (!start_due_) return;
    model.restart_i = restart_;
    model.codewords_i = codewords_;
    model.precoding_i = config_.precoding;
    model.noise_enable_i = config_.noise_enable;
    model.noise_seed_i = config_.noise_seed;
    model.prbs_seed_i = config_.prbs_seed;
    model.sigma_i = config_.sigma;
    std::uint64_t taps = 0;
    for (int i = 0; i < 4; ++i) taps |= (std::uint64_t(config_.taps[i]) & 0x3FF) << (10 * i);
    model.tap_i = taps;
    model.inject_period_i = config_.inject_period;
    model.inject_start_i = config_.inject_start;
    model.inject_length_i = config_.inject_length;
    model.inject_mask_i = config_.inject_mask;
  }

  template <typename Model>
  verilated::CycleAction sample(const Model& model) {
    if (start_due_) {
      start_due_ = false;
      return verilated::CycleAction::kContinue;
    }
    return model.done_o != 0 ? verilated::CycleAction::kPause : verilated::CycleAction::kContinue;
  }

 private:
  golden::DigitalLinkConfig config_;
  std::uint64_t codewords_ = 0;
  bool restart_ = false;
  bool start_due_ = false;
};

/// The counters a core presents, docs/digital-link.md section 7.
template <typename Model>
golden::LinkCounters read_counters(const Model& model) {
  const auto word = [&model](int index) {
    return model.counters_o[2 * index] | std::uint64_t{model.counters_o[2 * index + 1]} << 32;
  };
  golden::LinkCounters counters;
  counters.codewords = word(0);
  counters.pam4_symbol_errors = word(1);
  counters.pre_fec_bit_errors = word(2);
  counters.pre_fec_symbol_errors = word(3);
  counters.corrected_codewords = word(4);
  counters.uncorrectable_codewords = word(5);
  counters.corrected_symbols = word(6);
  counters.post_fec_bit_errors = word(7);
  counters.post_fec_errored_codewords = word(8);
  for (int bin = 0; bin < golden::kHistogramBins; ++bin) counters.histogram[bin] = word(15 + bin);
  return counters;
}

}  // namespace lightloop::host
