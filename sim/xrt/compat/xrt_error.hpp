// SPDX-License-Identifier: Apache-2.0
// The exception by which XRT's core library reports errors of a driver. Same name and layout as
// there: its C functions catch this class to give its code to the program.
#pragma once

#include <system_error>

namespace xrt_core {

class system_error : public std::system_error {  // NOLINT(readability-identifier-naming): XRT's
 public:
  system_error(std::errc code, const char* what)
      : std::system_error(static_cast<int>(code), std::system_category(), what) {}
};

}  // namespace xrt_core
