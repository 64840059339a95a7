// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/card_memory.hpp"

#include <sys/types.h>

#include "sim/xrt/compat/virtual_table.hpp"

namespace lightloop::xrt_compat {
namespace {

// Member functions of the driver's card, to which a device handle points. (Newer drivers offer no
// C functions for them.)
using ReadMemory = ssize_t(xclDeviceHandle card, unsigned flags, void* data, std::size_t size,
                           std::uint64_t address);
using WriteMemory = ssize_t(xclDeviceHandle card, unsigned flags, const void* data,
                            std::size_t size, std::uint64_t address);

ReadMemory* read_memory = nullptr;
WriteMemory* write_memory = nullptr;

}  // namespace

void use_memory_of(const LoadedLibrary& driver) {
  read_memory = find_function<ReadMemory>(driver, "_ZN11xclhwemhal28HwEmShim13xclUnmgdPreadEjPvmm");
  write_memory =
      find_function<WriteMemory>(driver, "_ZN11xclhwemhal28HwEmShim14xclUnmgdPwriteEjPKvmm");
}

bool is_card_memory_usable() { return read_memory && write_memory; }

bool read_card_memory(xclDeviceHandle card, void* data, std::size_t size, std::uint64_t address) {
  return read_memory(card, 0, data, size, address) >= 0;
}

bool write_card_memory(xclDeviceHandle card, const void* data, std::size_t size,
                       std::uint64_t address) {
  return write_memory(card, 0, data, size, address) >= 0;
}

}  // namespace lightloop::xrt_compat
