// SPDX-License-Identifier: Apache-2.0
// The build's own kernels on an emulated card, loaded once for all tests of a program.
#pragma once

#include <xrt/xrt_device.h>
#include <xrt/xrt_uuid.h>

namespace lightloop::tests {

struct EmulatedDevice {
  xrt::device device;
  xrt::uuid xclbin;
};

/// Opens device 0 and loads the xclbin of the build at the first call. The program must have been
/// started inside the emulation, which emulated_main.cpp sees to.
EmulatedDevice& emulated_device();

}  // namespace lightloop::tests
