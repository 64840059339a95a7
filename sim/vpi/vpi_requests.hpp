// SPDX-License-Identifier: Apache-2.0
// What a VPI application has asked of the simulation as a whole, and what it may not touch.
#pragma once

#include <string>
#include <vector>
#include <vpi_user.h>

namespace lightloop::vpi {

/// Written by the facade, read by the host.
struct VpiRequests {
  /// The one of the process: VPI is a C interface without a context argument.
  static VpiRequests& instance();

  bool finish = false;  ///< vpi_control(vpiFinish)
  bool stop = false;    ///< vpi_control(vpiStop)

  /// Name of the top-level port that SystemC drives as clock; empty: none.
  std::string owned_clock;
  /// Handles of that port that the application holds.
  std::vector<vpiHandle> owned_clock_handles;
  /// Writes to that port, all refused.
  unsigned refused_clock_writes = 0;
};

}  // namespace lightloop::vpi
