// SPDX-License-Identifier: Apache-2.0
// VPI functions: callbacks, time, the last error, the end of the simulation.
#include <cstdarg>
#include <cstdint>
#include <string>
#include <utility>

#include "sim/vpi/callback_table.hpp"
#include "sim/vpi/vpi_object.hpp"
#include "sim/vpi/vpi_state.hpp"

namespace {
using namespace lightloop::vpi;  // NOLINT(google-build-using-namespace): the rest are C functions
}

extern "C" {

vpiHandle vpi_register_cb(p_cb_data data) {
  VpiState& state = begin_call();
  if (data == nullptr) {
    report(state, "vpi_register_cb: no data");
    return nullptr;
  }
  const SignalObject* signal = nullptr;
  if (data->reason == cbValueChange) {
    signal = as_signal(data->obj);
    if (signal == nullptr) {
      report(state, "vpi_register_cb: cbValueChange of something that has no value");
      return nullptr;
    }
  }
  CallbackTable::Purpose purpose;
  if (data->reason == cbAfterDelay) purpose = std::exchange(state.announced, {});
  const vpiHandle handle = state.callbacks.add(*data, signal, std::move(purpose));
  if (handle == nullptr) {
    report(state, "vpi_register_cb: no reason " + std::to_string(data->reason), vpiWarning);
  }
  return handle;
}

PLI_INT32 vpi_remove_cb(vpiHandle callback) {
  VpiState& state = begin_call();
  if (as<Object>(callback, ObjectKind::kCallback) == nullptr) return 0;
  state.callbacks.remove(callback);
  return 1;
}

void vpi_get_time(vpiHandle object, p_vpi_time time) {
  VpiState& state = begin_call();
  if (time == nullptr) return;
  const std::uint64_t now = state.context->time();
  if (time->type == vpiScaledRealTime) {
    int power = state.context->timeprecision();
    const ScopeObject* scope = as_scope(object);
    power -= scope == nullptr ? state.context->timeunit() : scope->scope.time_unit();
    time->real = static_cast<double>(now);
    for (; power < 0; ++power) time->real /= 10;
    for (; power > 0; --power) time->real *= 10;
    return;
  }
  time->high = static_cast<PLI_UINT32>(now >> 32);
  time->low = static_cast<PLI_UINT32>(now);
}

PLI_INT32 vpi_chk_error(p_vpi_error_info info) {
  VpiState& state = VpiState::instance();
  if (state.error_level == 0 || info == nullptr) return state.error_level;
  static char empty[] = "";
  static char product[] = "Lightloop";
  info->state = vpiPLI;
  info->level = state.error_level;
  info->message = state.error.data();
  info->product = product;
  info->code = empty;
  info->file = empty;
  info->line = 0;
  return state.error_level;
}

/// Requests are only noted: the model must not be torn down, nor a C++ exception thrown, below the
/// frames of the application.
PLI_INT32 vpi_control(PLI_INT32 operation, ...) {
  VpiState& state = begin_call();
  switch (operation) {
    case vpiFinish:
      state.requests.finish = true;
      if (state.requests.at_finish) state.requests.at_finish();
      return 1;
    case vpiStop:
      state.requests.stop = true;
      return 1;
    default:
      report(state, "vpi_control: no operation " + std::to_string(operation), vpiWarning);
      return 0;
  }
}

}  // extern "C"
