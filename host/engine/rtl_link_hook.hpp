// SPDX-License-Identifier: Apache-2.0
// Partner of a Verilated ll_link_core: starts a run and waits for its end.
#pragma once

#include <cstdint>

#include "sim/golden/digital_link.hpp"
#include "sim/verilated/clocked_model.hpp"
#include "sim/verilated/link_core_ports.hpp"

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
    verilated::write_config(model, config_);
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

}  // namespace lightloop::host
