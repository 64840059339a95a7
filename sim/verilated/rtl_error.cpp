// SPDX-License-Identifier: Apache-2.0
// The functions that Verilator lets its users replace (VL_USER_FINISH, VL_USER_STOP,
// VL_USER_FATAL).
#include "sim/verilated/rtl_error.hpp"

#include <string>
#include <verilated.h>

using lightloop::verilated::RtlError;

/// $finish: the owner of the model looks at VerilatedContext::gotFinish(). Verilator's own function
/// would print to standard output, and end the process at the second call.
void vl_finish(const char* /*filename*/, int /*linenum*/, const char* /*hier*/) {
  Verilated::threadContextp()->gotFinish(true);
}

void vl_stop(const char* filename, int linenum, const char* hier) {
  vl_fatal(filename, linenum, hier, "$stop, $error or a failed assertion");
}

void vl_fatal(const char* filename, int linenum, const char* hier, const char* msg) {
  std::string text;
  if (filename != nullptr && *filename != '\0') {
    text = std::string(filename) + ":" + std::to_string(linenum) + ": ";
  }
  text += msg;
  if (hier != nullptr && *hier != '\0') text += std::string(" (in ") + hier + ")";
  throw RtlError(text);
}
