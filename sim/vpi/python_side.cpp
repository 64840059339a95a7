// SPDX-License-Identifier: Apache-2.0
// The C functions here are those that lightloop/host/clock.py calls.
#include "sim/vpi/python_side.hpp"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "sim/vpi/python_functions.hpp"
#include "sim/vpi/vpi_object.hpp"
#include "sim/vpi/vpi_state.hpp"

namespace lightloop::vpi {
namespace {

/// As a literal of Python.
std::string literal(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

/// Whether a deposit of bits is all that a write to it is.
bool can_be_driven(const VpiState& state, const SignalObject& signal) {
  const Variable& variable = signal.variable;
  return signal.view.type->kind == DataKind::kBits && signal.view.data != nullptr &&
         signal.view.data != state.requests.owned_clock && variable.writable &&
         !variable.parameter && !variable.driven_inout &&
         !(variable.pin && variable.direction == vpiOutput);
}

}  // namespace

void prepare_python(bool take_clocks) {
  auto* const is_initialized = find_python<int()>("Py_IsInitialized");
  auto* const take_lock = find_python<int()>("PyGILState_Ensure");
  auto* const leave_lock = find_python<void(int)>("PyGILState_Release");
  auto* const run = find_python<int(const char*, void*)>("PyRun_SimpleStringFlags");
  if (is_initialized == nullptr || take_lock == nullptr || leave_lock == nullptr ||
      run == nullptr || is_initialized() == 0) {
    return;
  }
  std::string code = "import sys\nsys.path.append(" + literal(LIGHTLOOP_PYTHON_FOLDER) + ")\n";
  code += "import lightloop.host.errors\nlightloop.host.errors.report_first()\n";
  if (take_clocks) code += "import lightloop.host.clock\nlightloop.host.clock.take_over()\n";
  const int state = take_lock();
  if (run(code.c_str(), nullptr) != 0) {
    std::fputs("lightloop: cocotb runs as it is, see the error above\n", stderr);
  }
  leave_lock(state);
}

}  // namespace lightloop::vpi

extern "C" {

/// Begins a clock on a signal, by its full name; see TakenClock::Timing. Returns its number, or 0
/// when the host cannot drive the signal as a task would.
int lightloop_clock_open(const char* name, std::uint64_t high, std::uint64_t low, int first,
                         std::uint64_t writes) {
  using namespace lightloop::vpi;  // NOLINT(google-build-using-namespace): a function of its room
  VpiState& state = VpiState::instance();
  if (state.design == nullptr || high == 0 || low == 0) return 0;
  const std::unique_ptr<Object> object = object_of(state.design->find(name, nullptr));
  if (object == nullptr || object->kind != ObjectKind::kSignal) return 0;
  const auto& signal = static_cast<const SignalObject&>(*object);
  return can_be_driven(state, signal)
             ? state.clocks.add(signal.view, {high, low, first != 0, writes})
             : 0;
}

/// An exception that nobody caught.
void lightloop_python_error(const char* text) {
  std::string& first = lightloop::vpi::VpiState::instance().requests.first_python_error;
  if (first.empty()) first = text;
}

/// Takes the value that the task has to write now; -1 when it has none.
int lightloop_clock_take(int number) {
  const auto clock = lightloop::vpi::VpiState::instance().clocks.find(number);
  const auto value = clock == nullptr ? std::nullopt : clock->take();
  return value ? static_cast<int>(*value) : -1;
}

/// The next delay that is asked for is the one after the value that was taken.
void lightloop_clock_announce(int number) {
  lightloop::vpi::VpiState& state = lightloop::vpi::VpiState::instance();
  state.announced = {state.clocks.find(number), {}};
  if (state.announced.clock != nullptr) state.announced.clock->set_waiting(true);
}

/// The task waits for it no more.
void lightloop_clock_withdraw(int number) {
  lightloop::vpi::VpiState::instance().clocks.withdraw(number);
}

/// The task has ended.
void lightloop_clock_close(int number) {
  lightloop::vpi::VpiState::instance().clocks.remove(number);
}

}  // extern "C"
