// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <unistd.h>
#include <xclbin.h>
#include <xrt.h>

#include "sim/xrt/compat/card_hooks.hpp"
#include "sim/xrt/compat/device_registry.hpp"
#include "sim/xrt/compat/driver_hooks.hpp"
#include "sim/xrt/compat/virtual_table.hpp"
#include "sim/xrt/compat/xrt_error.hpp"

namespace lightloop::xrt_compat {
namespace {

using SharedDevice = std::shared_ptr<void>;  // of XRT's class for a device, which is not public

// Member functions, as functions of their object.
using OpenDevice = SharedDevice(const void* system, unsigned index);
using CloseDevice = void(void* device);
using LoadXclbin = void(void* device, const axlf* xclbin);
using OpenContext = void(void* device, const unsigned char* xclbin, unsigned unit, bool shared);
using CloseContext = void(void* device, const unsigned char* xclbin, unsigned unit);
using SyncBuffer = void(void* device, unsigned buffer, xclBOSyncDirection direction,
                        std::size_t size, std::size_t offset);
using BufferProperties = void(const void* device, unsigned buffer, xclBOProperties* properties);
using Reset = void(void* device, xclResetKind kind);

// Those of emconfig.json, by their index; made while the driver is loaded.
using Devices = std::map<unsigned, void*>;

struct Originals {
  const Devices* devices = nullptr;
  OpenDevice* open_device = nullptr;
  CloseDevice* close_device = nullptr;
  LoadXclbin* load_xclbin = nullptr;
  OpenContext* open_context = nullptr;
  CloseContext* close_context = nullptr;
  SyncBuffer* sync_buffer = nullptr;
  BufferProperties* buffer_properties = nullptr;
  Reset* reset = nullptr;
};

Originals original;

// A card as all objects of this process see it.
struct Card {
  unsigned opened = 0;    // xrt::device objects, counted as XRT opens them
  unsigned contexts = 0;  // compute units in use
  std::optional<XclbinId> loaded{};
};

struct Cards {
  std::mutex mutex;
  std::recursive_mutex changing;  // held while a card is opened, loaded, reset or closed
  std::map<const void*, Card> all;
};

// Never destroyed: the driver closes its devices from exit handlers.
Cards& cards() {
  alignas(Cards) static std::array<std::byte, sizeof(Cards)> storage;
  static Cards* const instance = new (storage.data()) Cards;  // NOLINT
  return *instance;
}

template <typename Change>
auto with_card(const void* device, Change change) {
  const std::scoped_lock lock(cards().mutex);
  return change(cards().all[device]);
}

// All objects for one card share it; the driver ends it with the first of them. It also makes a
// card up for an index that has none.
SharedDevice open_shared(const void* system, unsigned index) {
  const std::scoped_lock changing(cards().changing);
  if (original.devices && !original.devices->contains(index)) {
    const std::string message = "Could not open device with index '" + std::to_string(index) +
                                "', there are " + std::to_string(original.devices->size());
    throw xrt_core::system_error(std::errc::no_such_device, message.c_str());
  }
  SharedDevice device = original.open_device(system, index);
  if (device) with_card(device.get(), [](Card& card) { ++card.opened; });
  return device;
}

void close_shared(void* device) {
  const std::scoped_lock changing(cards().changing);
  const bool last = with_card(device, [](Card& card) {
    if (card.opened > 0) --card.opened;
    return card.opened == 0;
  });
  if (!last) return;
  {
    const std::scoped_lock lock(cards().mutex);
    cards().all.erase(device);
  }
  original.close_device(device);
}

// A card takes an xclbin that it has for loaded, and keeps the one that it has while compute units
// of it are in use. The driver starts a new device each time, under the feet of who uses the old.
void load_once(void* device, const axlf* xclbin) {
  const std::scoped_lock changing(cards().changing);
  XclbinId id{};
  std::memcpy(id.data(), &xclbin->m_header.uuid, id.size());
  if (has_loaded(device, id)) return;
  refuse_if_in_use(device, id);
  with_card(device, [](Card& changed) { changed.loaded.reset(); });
  original.load_xclbin(device, xclbin);
  // Its thread for the second socket asks the environment for the name, which the next device's
  // replaces.
  wait_for_second_socket(current_device_name());
  with_card(device, [&](Card& changed) {
    changed.loaded = id;
    changed.contexts = 0;
  });
}

void count_open_context(void* device, const unsigned char* xclbin, unsigned unit, bool shared) {
  original.open_context(device, xclbin, unit, shared);
  with_card(device, [](Card& card) { ++card.contexts; });
}

void count_close_context(void* device, const unsigned char* xclbin, unsigned unit) {
  with_card(device, [](Card& card) { card.contexts -= card.contexts > 0 ? 1 : 0; });
  original.close_context(device, xclbin, unit);
}

void reset_and_forget(void* device, xclResetKind kind) {
  const std::scoped_lock changing(cards().changing);
  with_card(device, [](Card& card) { card.loaded.reset(); });
  original.reset(device, kind);
}

// A card's driver refuses what lies beyond the buffer's last page, and buffers that have no memory
// of the host; this one reads and writes what lies there.
void sync_checked(void* device, unsigned buffer, xclBOSyncDirection direction, std::size_t size,
                  std::size_t offset) {
  if (size == 0) return;
  xclBOProperties properties{};
  original.buffer_properties(device, buffer, &properties);
  if (properties.flags & XCL_BO_FLAGS_DEV_ONLY)
    throw xrt_core::system_error(std::errc::operation_not_supported, "unable to sync BO");
  static const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::size_t end = (properties.size + page - 1) / page * page;
  if (offset > end || size > end - offset)
    throw xrt_core::system_error(std::errc::invalid_argument, "unable to sync BO");
  original.sync_buffer(device, buffer, direction, size, offset);
}

}  // namespace

std::recursive_mutex& card_change() { return cards().changing; }

bool has_loaded(const void* card, const XclbinId& id) {
  // Without an id, two that differ could not be told apart.
  return id != XclbinId{} &&
         with_card(card, [&](const Card& present) { return present.loaded == id; });
}

void refuse_if_in_use(const void* card, const XclbinId& id) {
  const bool in_use = with_card(card, [&](const Card& present) {
    return present.loaded && present.loaded != id && present.contexts > 0;
  });
  if (in_use)
    throw xrt_core::system_error(std::errc::device_or_resource_busy, "failed to load xclbin");
}

void redirect_device(const LoadedLibrary& driver) {
  constexpr const char* kSystem = "_ZTVN8xrt_core5hwemu6systemE";
  constexpr const char* kDevice = "_ZTVN8xrt_core5hwemu6deviceE";
  original.buffer_properties = find_function<BufferProperties>(
      driver, "_ZNK8xrt_core4shimINS_11device_pcieEE17get_bo_propertiesEjP15xclBOProperties");
  original.devices = static_cast<const Devices*>(find_symbol(driver, "_ZN11xclhwemhal27devicesE"));
  if (!original.devices)
    std::fprintf(stderr,
                 "lightloop emu: %s does not say which cards it has; a program that opens one more "
                 "gets it, which it would not get on a machine with cards\n",
                 driver.soname.c_str());
  const bool complete =
      original.buffer_properties &&
      redirect_virtual(driver, kSystem, "_ZNK8xrt_core5hwemu6system17get_userpf_deviceEj",
                       original.open_device, open_shared) &&
      redirect_virtual(driver, kDevice, "_ZN8xrt_core4shimINS_11device_pcieEE12close_deviceEv",
                       original.close_device, close_shared) &&
      redirect_virtual(driver, kDevice, "_ZN8xrt_core4shimINS_11device_pcieEE9load_axlfEPK4axlf",
                       original.load_xclbin, load_once) &&
      redirect_virtual(driver, kDevice, "_ZN8xrt_core4shimINS_11device_pcieEE12open_contextEPKhjb",
                       original.open_context, count_open_context) &&
      redirect_virtual(driver, kDevice, "_ZN8xrt_core4shimINS_11device_pcieEE13close_contextEPKhj",
                       original.close_context, count_close_context) &&
      redirect_virtual(driver, kDevice,
                       "_ZN8xrt_core4shimINS_11device_pcieEE10user_resetE12xclResetKind",
                       original.reset, reset_and_forget) &&
      redirect_virtual(driver, kDevice,
                       "_ZN8xrt_core4shimINS_11device_pcieEE7sync_boEj18xclBOSyncDirectionmm",
                       original.sync_buffer, sync_checked);
  if (!complete)
    std::fprintf(stderr,
                 "lightloop emu: the devices of %s are not as expected; several objects for one "
                 "card will not share it, and wrong ranges pass\n",
                 driver.soname.c_str());
}

}  // namespace lightloop::xrt_compat
