// SPDX-License-Identifier: Apache-2.0
// VPI functions: values of objects, and forces.
#include <string>

#include "sim/vpi/python_error.hpp"
#include "sim/vpi/signal_view.hpp"
#include "sim/vpi/value_format.hpp"
#include "sim/vpi/vpi_object.hpp"
#include "sim/vpi/vpi_state.hpp"

namespace lightloop::vpi {
namespace {

/// Whether the caller can take a Python error. cocotb 2 makes its inertial writes where no task is
/// running: an error there ends Python below its own feet.
bool is_called_by_task(PLI_INT32 flags) { return flags == vpiForceFlag || flags == vpiNoDelay; }

/// A write that is not done: the run has failed, and the test hears of it.
void refuse(VpiState& state, const std::string& what, bool tell_python) {
  if (state.requests.refusals++ == 0) state.requests.first_refusal = what;
  note(state, "the test " + what);
  // Python's own error says it; an error of VPI too would be logged while that one is pending.
  if (!tell_python || !raise_in_python(what)) report(state, what);
}

void force(VpiState& state, const SignalObject& signal) {
  if (signal.view.type->kind == DataKind::kBits) {
    if (signal.view.forceable()) {
      state.forces.force(signal.view, state.put.words);
      if (state.forces.initialized()) state.design->settle();
      return;
    }
    if (signal.variable.is_input()) {
      state.forces.hold(signal.view, state.put.words);
      return;
    }
  }
  refuse(state,
         "forces " + signal.full_name() +
             ", which was not verilated to be forced (\"Force\" in sim/vpi/README.md)",
         is_called_by_task(vpiForceFlag));
}

void release(VpiState& state, const SignalObject& signal) {
  if (signal.view.type->kind != DataKind::kBits) return;  // never forced
  if (signal.view.forceable()) {
    state.forces.release(signal.view);
    if (state.forces.initialized()) state.design->settle();
  } else if (signal.variable.is_input()) {
    state.forces.let_go(signal.view);
  }
}

void deposit(VpiState& state, const SignalObject& signal) {
  const SignalView& view = signal.view;
  switch (view.type->kind) {
    case DataKind::kBits:
      write_bits(view.data, view.bytes, view.lsb, view.type->bits, state.put.words);
      if (state.forces.holds_any()) state.forces.apply();
      break;
    case DataKind::kReal:
      write_real(view, state.put.real);
      break;
    default:
      write_string(view, state.put.text);
  }
}

/// Why this write cannot be done at all; "" if it can.
std::string objection(const VpiState& state, const SignalObject& signal, const s_vpi_time* time,
                      PLI_INT32 flags) {
  if (signal.variable.parameter) return ", a parameter";
  if (!signal.variable.writable) return ", which is public_flat_rd only";
  const bool delayed = flags != vpiNoDelay && flags != vpiForceFlag && time != nullptr;
  if (delayed &&
      (time->type == vpiScaledRealTime ? time->real != 0 : (time->low | time->high) != 0)) {
    return " with a delay";
  }
  if (!state.put.error.empty()) return ": " + state.put.error;
  if (signal.variable.driven_inout) {
    return ", an inout port that the RTL drives: Verilator takes no value for it";
  }
  return {};
}

void put(VpiState& state, const SignalObject& signal, const s_vpi_value& value,
         const s_vpi_time* time, PLI_INT32 flags) {
  if (signal.view.data == state.requests.owned_clock) {
    refuse(state,
           "writes " + signal.name +
               ", the clock that SystemC drives: take the Clock out of the test, or run the host "
               "with --no-clock",
           false);
    return;
  }
  parse_value(*signal.view.type, value, state.put);
  if (signal.variable.driven_inout && state.put.is_z) return;  // the test does not drive it
  const std::string problem = objection(state, signal, time, flags);
  if (!problem.empty()) {
    refuse(state, "writes " + signal.full_name() + problem, is_called_by_task(flags));
    return;
  }
  if (state.put.has_x_or_z) {
    note(state, "the test writes X or Z to " + signal.full_name() +
                    ": Verilator has two states, they are 0");
  }
  if (flags == vpiForceFlag) {
    force(state, signal);
    return;
  }
  if (signal.variable.pin && signal.variable.direction == vpiOutput) {
    note(state, "the test writes " + signal.full_name() +
                    ", an output: what it writes is lost as soon as the RTL drives it");
  }
  deposit(state, signal);
}

}  // namespace
}  // namespace lightloop::vpi

namespace {
using namespace lightloop::vpi;  // NOLINT(google-build-using-namespace): the rest are C functions
}

extern "C" {

void vpi_get_value(vpiHandle object, p_vpi_value value) {
  VpiState& state = begin_call();
  if (value == nullptr) return;
  if (const SignalObject* signal = as_signal(object); signal != nullptr) {
    const std::string problem = state.formatter.get(signal->view, *value);
    if (!problem.empty()) report(state, signal->full_name() + ": " + problem);
    return;
  }
  const auto* number = as<NumberObject>(object, ObjectKind::kNumber);
  if (number == nullptr) report(state, "vpi_get_value: an object without a value");
  // A caller who does not ask for errors finds something to look at.
  state.text = number == nullptr ? "" : std::to_string(number->number);
  if (value->format == vpiIntVal || value->format == vpiObjTypeVal) {
    value->format = vpiIntVal;
    value->value.integer = number == nullptr ? 0 : number->number;
  } else {
    value->value.str = state.text.data();
  }
}

vpiHandle vpi_put_value(vpiHandle object, p_vpi_value value, p_vpi_time time, PLI_INT32 flags) {
  VpiState& state = begin_call();
  const SignalObject* signal = as_signal(object);
  if (signal == nullptr || (value == nullptr && flags != vpiReleaseFlag)) {
    report(state, "vpi_put_value: no object that can be written, or no value");
    return nullptr;
  }
  flags &= ~vpiReturnEvent;  // it is done at once, there is no event
  if (flags == vpiReleaseFlag) {
    release(state, *signal);
    if (value != nullptr) state.formatter.get(signal->view, *value);
  } else {
    put(state, *signal, *value, time, flags);
  }
  return nullptr;
}

}  // extern "C"
