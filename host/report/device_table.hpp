// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "host/engine/xrt_devices.hpp"

namespace lightloop::host {

/// A row a device, with what is wrong with it where it cannot be opened, in lines of at most
/// `columns`; the head starts with '#'.
std::string device_table(const std::vector<XrtDevice>& devices, int columns);

}  // namespace lightloop::host
