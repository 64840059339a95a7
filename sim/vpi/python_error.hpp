// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace lightloop::vpi {

/// Lets the Python function that the present thread is in, if there is one, end with a RuntimeError
/// when it returns; whether there is one. VPI has no way for its caller to hear of an error but to
/// ask, and cocotb only logs the answer.
bool raise_in_python(const std::string& message);

}  // namespace lightloop::vpi
