// SPDX-License-Identifier: Apache-2.0
// The clock of a Verilated model that a test drives by hand.
#pragma once

namespace lightloop::testbench {

/// One clock: inputs set before it are seen by its rising edge, outputs are those after it.
template <typename Model>
void clock_once(Model& model) {
  model.clk_i = 0;
  model.eval();
  model.clk_i = 1;
  model.eval();
}

/// So many clocks of reset. Inputs stay as they are.
template <typename Model>
void reset(Model& model, int clocks) {
  model.rst_ni = 0;
  for (int i = 0; i < clocks; ++i) clock_once(model);
  model.rst_ni = 1;
}

}  // namespace lightloop::testbench
