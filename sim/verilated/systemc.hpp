// SPDX-License-Identifier: Apache-2.0
// SystemC, so included that Verilator's headers may come before or after it.
#pragma once

// Verilator's header does not compile after SystemC's: where both are used, it goes first. Its
// macro VL_TIME_CONTEXT comes with the target lightloop_verilated_runtime.
#ifdef VL_TIME_CONTEXT
#include <verilated.h>
#endif

#include <systemc>
