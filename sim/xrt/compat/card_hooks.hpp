// SPDX-License-Identifier: Apache-2.0
// What a card does and the emulation driver does not: redirected virtual functions.
#pragma once

#include "sim/xrt/compat/import_table.hpp"

namespace lightloop::xrt_compat {

/// Of the driver's device: sharing, loading and synchronising.
void redirect_device(const LoadedLibrary& driver);

/// Of the core library's buffers: copying.
void redirect_buffers(const LoadedLibrary& core);

/// Copies of buffers use the functions of this driver.
void use_memory_of(const LoadedLibrary& driver);

}  // namespace lightloop::xrt_compat
