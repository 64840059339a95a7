// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lightloop::vpi {

/// Prepares the Python that the application has brought, before it imports cocotb; nothing if there
/// is no Python. Its path then ends with sim/vpi/python, where the package lightloop is. With
/// `take_clocks`, cocotb's Clock hands its edges to the host (lightloop/host/clock.py).
void prepare_python(bool take_clocks);

}  // namespace lightloop::vpi
