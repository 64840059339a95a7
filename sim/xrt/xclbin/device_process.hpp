// SPDX-License-Identifier: Apache-2.0
// The archive in the BITSTREAM section of an xclbin for emulation: the device process.
#pragma once

#include "sim/xrt/xclbin/xclbin_file.hpp"

namespace lightloop::xclbin {

/// Checks that the archive can be unpacked, to the last byte, and that there is a script to start
/// where XRT looks for it. A device process of ours is described in device.json, which must fit
/// IP_LAYOUT and MEM_TOPOLOGY. Throws XclbinError.
void check_device_process(const XclbinFile& file);

}  // namespace lightloop::xclbin
