// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/vpi_state.hpp"

#include <cstdio>
#include <utility>

namespace lightloop::vpi {

VpiState& VpiState::instance() {
  static VpiState state;
  return state;
}

void VpiState::use(VerilatedContext& model_context, DesignDescription description) {
  context = &model_context;
  design = std::make_unique<Design>(model_context, std::move(description));
  callbacks.use(model_context);
}

VpiState& begin_call() {
  VpiState& state = VpiState::instance();
  state.error_level = 0;
  return state;
}

void report(VpiState& state, std::string message, PLI_INT32 level) {
  state.error = std::move(message);
  state.error_level = level;
  if (state.callbacks.armed(cbPLIError) != 0) state.callbacks.call(cbPLIError);
}

void note(VpiState& state, const std::string& line) {
  if (!state.notes.insert(line).second) return;
  std::fprintf(stderr, "lightloop: %s\n", line.c_str());
}

}  // namespace lightloop::vpi
