// SPDX-License-Identifier: Apache-2.0
// bo.sync: a card's driver refuses what lies beyond the buffer's last page, and buffers that have
// no memory of the host; the emulation's reads and writes what lies there. Older ones know buffers
// by number, newer ones as objects.
#include <cstddef>
#include <cstdint>
#include <unistd.h>
#include <xrt.h>

#include "sim/xrt/compat/card_hooks.hpp"
#include "sim/xrt/compat/virtual_table.hpp"
#include "sim/xrt/compat/xrt_error.hpp"

namespace lightloop::xrt_compat {
namespace {

// What a buffer that is an object says of itself.
struct Properties {
  std::uint64_t flags, size, address, handle;
};

// Member functions, as functions of their object.
using SyncNumber = void(void* device, unsigned buffer, xclBOSyncDirection direction,
                        std::size_t size, std::size_t offset);
using PropertiesOfNumber = void(const void* device, unsigned buffer, xclBOProperties* properties);
using SyncObject = void(void* buffer, xclBOSyncDirection direction, std::size_t size,
                        std::size_t offset);
using PropertiesOfObject = Properties(const void* buffer);

struct SyncFunctions {
  SyncNumber* sync_number = nullptr;
  PropertiesOfNumber* properties_of_number = nullptr;
  SyncObject* sync_object = nullptr;
  PropertiesOfObject* properties_of_object = nullptr;
};

SyncFunctions sync_functions;

void refuse_wrong_part(std::uint64_t flags, std::uint64_t buffer_size, std::size_t size,
                       std::size_t offset) {
  if (flags & XCL_BO_FLAGS_DEV_ONLY)
    throw xrt_core::system_error(std::errc::operation_not_supported, "unable to sync BO");
  static const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::size_t end = (buffer_size + page - 1) / page * page;
  if (offset > end || size > end - offset)
    throw xrt_core::system_error(std::errc::invalid_argument, "unable to sync BO");
}

void sync_number(void* device, unsigned buffer, xclBOSyncDirection direction, std::size_t size,
                 std::size_t offset) {
  if (size == 0) return;
  xclBOProperties properties{};
  sync_functions.properties_of_number(device, buffer, &properties);
  refuse_wrong_part(properties.flags, properties.size, size, offset);
  sync_functions.sync_number(device, buffer, direction, size, offset);
}

void sync_object(void* buffer, xclBOSyncDirection direction, std::size_t size, std::size_t offset) {
  if (size == 0) return;
  const Properties properties = sync_functions.properties_of_object(buffer);
  refuse_wrong_part(properties.flags, properties.size, size, offset);
  sync_functions.sync_object(buffer, direction, size, offset);
}

}  // namespace

bool redirect_sync(const LoadedLibrary& driver) {
  sync_functions.properties_of_number = find_function<PropertiesOfNumber>(
      driver, "_ZNK8xrt_core4shimINS_11device_pcieEE17get_bo_propertiesEjP15xclBOProperties");
  if (sync_functions.properties_of_number)
    return redirect_virtual(driver, "_ZTVN8xrt_core5hwemu6deviceE",
                            "_ZN8xrt_core4shimINS_11device_pcieEE7sync_boEj18xclBOSyncDirectionmm",
                            sync_functions.sync_number, sync_number);
  sync_functions.properties_of_object = find_function<PropertiesOfObject>(
      driver, "_ZNK11xclhwemhal28HwEmShim13buffer_object14get_propertiesEv");
  return sync_functions.properties_of_object &&
         redirect_virtual(
             driver, "_ZTVN11xclhwemhal28HwEmShim13buffer_objectE",
             "_ZN11xclhwemhal28HwEmShim13buffer_object4syncEN8xrt_core13buffer_handle9directionEmm",
             sync_functions.sync_object, sync_object);
}

}  // namespace lightloop::xrt_compat
