// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vpi_user.h>

#include "sim/vpi/bus_models.hpp"
#include "sim/vpi/callback_table.hpp"
#include "sim/vpi/design.hpp"
#include "sim/vpi/force_table.hpp"
#include "sim/vpi/taken_clock.hpp"
#include "sim/vpi/value_format.hpp"
#include "sim/vpi/vpi_requests.hpp"

namespace lightloop::vpi {

/// What the VPI functions work on.
struct VpiState {
  /// The one of the process: VPI is a C interface without a context argument.
  static VpiState& instance();

  /// Before the application starts. The model is elaborated, and lives longer than the run.
  void use(VerilatedContext& model_context, DesignDescription description);

  VerilatedContext* context = nullptr;
  std::unique_ptr<Design> design;
  CallbackTable callbacks;
  ForceTable forces;
  TakenClocks clocks;
  BusModels buses;
  /// Of the next callback after a delay that is registered.
  CallbackTable::Purpose announced;
  VpiRequests requests;

  std::string bus_error;  ///< of the last function of bus_functions.cpp that failed

  // For vpi_chk_error(): of the last function called, 0 if it had none.
  PLI_INT32 error_level = 0;
  std::string error;

  // Memory that functions return pointers to, until the next call.
  ValueFormatter formatter;
  std::string text;
  PutValue put;

  std::set<std::string> notes;  ///< said already
};

/// The state, at the beginning of a VPI function: without an error.
VpiState& begin_call();
/// An error of the function that runs, for vpi_chk_error().
void report(VpiState& state, std::string message, PLI_INT32 level = vpiError);
/// A line for people, each once.
void note(VpiState& state, const std::string& line);

}  // namespace lightloop::vpi
