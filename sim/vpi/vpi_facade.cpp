// SPDX-License-Identifier: Apache-2.0
// The standard VPI functions as an application sees them, where Verilator's own ones do not do.
#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <string>
#include <string_view>

#include "sim/vpi/callback_table.hpp"
#include "sim/vpi/verilator_vpi.hpp"
#include "sim/vpi/vpi_requests.hpp"

namespace lightloop::vpi {

VpiRequests& VpiRequests::instance() {
  static VpiRequests requests;
  return requests;
}

namespace {

/// Full name of a variable as Verilator gives it, e.g. "TOP.clk_i"; empty if it has none.
std::string full_name(vpiHandle object) {
  const char* name = vpi_get_str(vpiFullName, object);
  return name == nullptr ? std::string() : std::string(name);
}

/// Iteration over the top module gives handles of Verilator's inner copies of the ports, which
/// eval() overwrites: writing a clock or an input through them does nothing. By name one gets the
/// ports themselves.
vpiHandle port_instead_of_copy(vpiHandle object) {
  if (vpi_get(vpiType, object) == vpiModule) return object;
  const std::string name = full_name(object);  // "TOP.module.variable", or "module.variable"
  std::string_view path = name;
  if (path.starts_with("TOP.")) path.remove_prefix(4);
  const std::size_t dot = path.find('.');
  if (dot == std::string_view::npos || path.find('.', dot + 1) != std::string_view::npos) {
    return object;
  }
  std::string wanted(path);
  const vpiHandle port = verilator_vpi_handle_by_name(wanted.data(), nullptr);
  if (port == nullptr) return object;
  // Only variables of the same kind: a scope of that name is something else.
  if (vpi_get(vpiType, port) != vpi_get(vpiType, object)) {
    verilator_vpi_release_handle(port);
    return object;
  }
  verilator_vpi_release_handle(object);
  return port;
}

void remember_clock(vpiHandle object) {
  VpiRequests& requests = VpiRequests::instance();
  if (object == nullptr || requests.owned_clock.empty()) return;
  if (full_name(object) != "TOP." + requests.owned_clock) return;
  requests.owned_clock_handles.push_back(object);
}

bool is_owned_clock(vpiHandle object) {
  const auto& handles = VpiRequests::instance().owned_clock_handles;
  return std::find(handles.begin(), handles.end(), object) != handles.end();
}

void forget(vpiHandle object) {
  CallbackTable::instance().release(object);
  std::erase(VpiRequests::instance().owned_clock_handles, object);
}

}  // namespace
}  // namespace lightloop::vpi

using lightloop::vpi::CallbackTable;
using lightloop::vpi::VpiRequests;

extern "C" {

vpiHandle vpi_register_cb(p_cb_data data) { return CallbackTable::instance().add(*data); }

PLI_INT32 vpi_remove_cb(vpiHandle callback) {
  CallbackTable::instance().remove(callback);
  return verilator_vpi_remove_cb(callback);
}

vpiHandle vpi_scan(vpiHandle iterator) {
  vpiHandle object = verilator_vpi_scan(iterator);
  if (object == nullptr) return nullptr;
  object = lightloop::vpi::port_instead_of_copy(object);
  lightloop::vpi::remember_clock(object);
  return object;
}

vpiHandle vpi_handle_by_name(PLI_BYTE8* name, vpiHandle scope) {
  const vpiHandle object = verilator_vpi_handle_by_name(name, scope);
  lightloop::vpi::remember_clock(object);
  return object;
}

vpiHandle vpi_put_value(vpiHandle object, p_vpi_value value, p_vpi_time time, PLI_INT32 flags) {
  VpiRequests& requests = VpiRequests::instance();
  if (!requests.owned_clock_handles.empty() && lightloop::vpi::is_owned_clock(object)) {
    if (requests.refused_clock_writes++ == 0) {
      std::fprintf(stderr,
                   "lightloop: the test writes %s, the clock that SystemC drives: not done. Take "
                   "the Clock out of the test, or run the host with --no-clock.\n",
                   requests.owned_clock.c_str());
    }
    return nullptr;
  }
  return verilator_vpi_put_value(object, value, time, flags);
}

PLI_INT32 vpi_release_handle(vpiHandle object) {
  lightloop::vpi::forget(object);
  return verilator_vpi_release_handle(object);
}

PLI_INT32 vpi_free_object(vpiHandle object) { return vpi_release_handle(object); }

/// Requests are only noted: the model must not be torn down, nor a C++ exception thrown, below the
/// frames of the application.
PLI_INT32 vpi_control(PLI_INT32 operation, ...) {
  VpiRequests& requests = VpiRequests::instance();
  switch (operation) {
    case vpiFinish:
      requests.finish = true;
      return 1;
    case vpiStop:
      requests.stop = true;
      return 1;
    default:
      return verilator_vpi_control(operation);
  }
}

}  // extern "C"
