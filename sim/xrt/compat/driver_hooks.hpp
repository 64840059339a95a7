// SPDX-License-Identifier: Apache-2.0
// The tables of redirected imports. Each hook says beside its definition which fault it cures.
#pragma once

#include <span>

#include "sim/xrt/compat/import_table.hpp"

namespace lightloop::xrt_compat {

/// For libxrt_hwemu, the emulation driver.
std::span<const Redirect> driver_redirects();

/// For libxrt_coreutil, the library that programs link: the settings file and the xclbin.
std::span<const Redirect> core_redirects();

/// For libxilinxopencl, XRT's OpenCL: where the driver is.
std::span<const Redirect> opencl_redirects();

/// The parts of driver_redirects(), one a concern.
std::span<const Redirect> memory_hooks();
std::span<const Redirect> time_hooks();
std::span<const Redirect> thread_hooks();
std::span<const Redirect> socket_hooks();
std::span<const Redirect> process_hooks();
std::span<const Redirect> file_hooks();
std::span<const Redirect> console_hooks();

/// The address of a hook as the tables hold it.
template <typename Function>
void* hook_address(Function* hook) {
  return reinterpret_cast<void*>(hook);
}

}  // namespace lightloop::xrt_compat
