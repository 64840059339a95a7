// SPDX-License-Identifier: Apache-2.0
// The memory of a card, as the driver reads and writes it past all buffers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <xrt.h>

#include "sim/xrt/compat/import_table.hpp"

namespace lightloop::xrt_compat {

/// Finds how this driver does it.
void use_memory_of(const LoadedLibrary& driver);

/// True if it was found; without, the functions below must not be called.
bool is_card_memory_usable();

/// Reads or writes `size` bytes at `address` of a card. False if the driver refuses.
bool read_card_memory(xclDeviceHandle card, void* data, std::size_t size, std::uint64_t address);
bool write_card_memory(xclDeviceHandle card, const void* data, std::size_t size,
                       std::uint64_t address);

}  // namespace lightloop::xrt_compat
