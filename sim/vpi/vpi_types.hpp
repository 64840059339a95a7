// SPDX-License-Identifier: Apache-2.0
// The VPI types of what handles point to.
#pragma once

#include "sim/vpi/system_verilog_vpi.hpp"
#include "sim/vpi/vpi_object.hpp"

namespace lightloop::vpi {

PLI_INT32 type_of(const Object& object);
PLI_INT32 type_of_signal(const SignalObject& signal);
/// "vpiReg" and so on.
const char* name_of_type(PLI_INT32 type);

}  // namespace lightloop::vpi
