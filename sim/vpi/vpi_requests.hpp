// SPDX-License-Identifier: Apache-2.0
// What a VPI application has asked of the simulation as a whole, and what was refused to it.
#pragma once

#include <functional>
#include <string>

namespace lightloop::vpi {

/// Written by the facade, read by the host.
struct VpiRequests {
  bool finish = false;  ///< vpi_control(vpiFinish)
  /// Called with it: the application has done its work, and ends itself when it gets control back.
  std::function<void()> at_finish;
  bool stop = false;  ///< vpi_control(vpiStop)

  /// The top-level port that SystemC drives as clock; null: none.
  const void* owned_clock = nullptr;

  /// The first exception of Python that nobody has caught, "" if there was none.
  std::string first_python_error;

  /// What the first name that the sources have and VPI cannot show was, and why, "" if all was
  /// there.
  std::string first_hidden;

  /// Writes that were not done: what the test wanted and why it cannot be had, of the first one.
  std::string first_refusal;
  unsigned refusals = 0;
};

}  // namespace lightloop::vpi
