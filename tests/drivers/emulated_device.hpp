// SPDX-License-Identifier: Apache-2.0
// An emulated card, opened and loaded once for all tests of a program.
#pragma once

#include <xrt/xrt_device.h>
#include <xrt/xrt_uuid.h>

namespace lightloop::tests {

struct EmulatedDevice {
  xrt::device device;
  xrt::uuid xclbin;
};

/// Opens device 0 and loads the program's xclbin, LIGHTLOOP_TEST_XCLBIN, at the first call. The
/// program must have been started inside the emulation, which emulated_main.cpp sees to.
EmulatedDevice& emulated_device();

}  // namespace lightloop::tests
