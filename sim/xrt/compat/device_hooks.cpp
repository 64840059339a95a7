// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <xclbin.h>
#include <xrt.h>

#include "sim/xrt/compat/card_hooks.hpp"
#include "sim/xrt/compat/device_registry.hpp"
#include "sim/xrt/compat/never_destroyed.hpp"
#include "sim/xrt/compat/virtual_table.hpp"
#include "sim/xrt/compat/xrt_error.hpp"

namespace lightloop::xrt_compat {
namespace {

using SharedDevice = std::shared_ptr<void>;  // of XRT's class for a device, which is not public

// Member functions, as functions of their object.
using OpenDevice = SharedDevice(const void* system, unsigned index);
using ObjectOfDevice = SharedDevice(const void* system, xclDeviceHandle handle, unsigned index);
using CloseDevice = void(void* device);
using DeviceHandle = xclDeviceHandle(const void* device);

// A function of the core library.
using FindDevice = SharedDevice(xclDeviceHandle handle, unsigned index);
using LoadXclbin = void(void* device, const axlf* xclbin);
using Reset = void(void* device, xclResetKind kind);

// Those of emconfig.json, by their index; made while the driver is loaded.
using Devices = std::map<unsigned, void*>;

struct DeviceFunctions {
  const Devices* devices = nullptr;
  OpenDevice* open_device = nullptr;
  ObjectOfDevice* object_of_device = nullptr;
  DeviceHandle* device_handle = nullptr;
  FindDevice* find_device = nullptr;
  CloseDevice* close_device = nullptr;
  LoadXclbin* load_xclbin = nullptr;
  Reset* reset = nullptr;
};

DeviceFunctions device_functions;

// A card as all objects of this process see it.
struct Card {
  unsigned index = 0;
  std::weak_ptr<void> object{};  // as the driver gave it
  unsigned opened = 0;           // xrt::device objects, counted as XRT opens them
  unsigned contexts = 0;         // compute units in use
  std::optional<XclbinId> loaded{};
};

struct Cards {
  std::mutex mutex;
  std::recursive_mutex changing;  // held while a card is opened, loaded, reset or closed
  std::map<const void*, Card> all;
};

Cards& cards() { return never_destroyed<Cards>(); }

template <typename Change>
auto with_card(const void* device, Change change) {
  const std::scoped_lock lock(cards().mutex);
  return change(cards().all[device]);
}

// The card of this index, if it is open.
SharedDevice find_open(unsigned index) {
  const std::scoped_lock lock(cards().mutex);
  for (const auto& [device, card] : cards().all)
    if (card.index == index && card.opened > 0) return card.object.lock();
  return nullptr;
}

// All objects for one card share it; the driver ends it with the first of them, and newer ones do
// not find it again after the last one made has gone. It also makes a card up for an index that has
// none.
SharedDevice open_shared(const void* system, unsigned index) {
  const std::scoped_lock changing(cards().changing);
  if (device_functions.devices && !device_functions.devices->contains(index)) {
    const std::string message = "Could not open device with index '" + std::to_string(index) +
                                "', there are " + std::to_string(device_functions.devices->size());
    throw xrt_core::system_error(std::errc::no_such_device, message.c_str());
  }
  SharedDevice device = find_open(index);
  if (!device) device = device_functions.open_device(system, index);
  if (device)
    with_card(device.get(), [&](Card& card) {
      card.index = index;
      card.object = device;
      ++card.opened;
    });
  return device;
}

SharedDevice object_of_open(const void* system, xclDeviceHandle handle, unsigned index) {
  const SharedDevice device = find_open(index);
  return device ? device : device_functions.object_of_device(system, handle, index);
}

// The core library finds a card's object by its handle as long as there is the xrt::device that was
// made last (2.25). Asked for it anew, it gets the one that the others have.
void keep_findable(const void* device) {
  const unsigned index = with_card(device, [](const Card& card) { return card.index; });
  device_functions.find_device(device_functions.device_handle(device), index);
}

void close_shared(void* device) {
  const std::scoped_lock changing(cards().changing);
  const bool last = with_card(device, [](Card& card) {
    if (card.opened > 0) --card.opened;
    return card.opened == 0;
  });
  if (!last) {
    keep_findable(device);
    return;
  }
  {
    const std::scoped_lock lock(cards().mutex);
    cards().all.erase(device);
  }
  device_functions.close_device(device);
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
  device_functions.load_xclbin(device, xclbin);
  // Its thread for the second socket asks the environment for the name, which the next device's
  // replaces.
  wait_for_second_socket(current_device_name());
  with_card(device, [&](Card& changed) {
    changed.loaded = id;
    changed.contexts = 0;
  });
}

void reset_and_forget(void* device, xclResetKind kind) {
  const std::scoped_lock changing(cards().changing);
  with_card(device, [](Card& card) { card.loaded.reset(); });
  device_functions.reset(device, kind);
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

void note_unit_opened(const void* card) {
  with_card(card, [](Card& present) { ++present.contexts; });
}

void note_unit_closed(const void* card) {
  with_card(card, [](Card& present) { present.contexts -= present.contexts > 0 ? 1 : 0; });
}

void redirect_device(const LoadedLibrary& driver) {
  constexpr const char* kSystem = "_ZTVN8xrt_core5hwemu6systemE";
  constexpr const char* kDevice = "_ZTVN8xrt_core5hwemu6deviceE";
  device_functions.devices =
      static_cast<const Devices*>(find_symbol(driver, "_ZN11xclhwemhal27devicesE"));
  if (!device_functions.devices)
    std::fprintf(stderr,
                 "lightloop emu: %s does not say which cards it has; a program that opens one more "
                 "gets it, which it would not get on a machine with cards\n",
                 driver.soname.c_str());
  device_functions.device_handle =
      find_function<DeviceHandle>(driver, "_ZNK8xrt_core11device_pcie17get_device_handleEv");
  device_functions.find_device =
      find_function<FindDevice>(driver, "_ZN8xrt_core17get_userpf_deviceEPvj");
  const bool complete =
      device_functions.device_handle && device_functions.find_device &&
      redirect_virtual(driver, kSystem, "_ZNK8xrt_core5hwemu6system17get_userpf_deviceEPvj",
                       device_functions.object_of_device, object_of_open) &&
      redirect_virtual(driver, kSystem, "_ZNK8xrt_core5hwemu6system17get_userpf_deviceEj",
                       device_functions.open_device, open_shared) &&
      redirect_virtual(driver, kDevice, "_ZN8xrt_core4shimINS_11device_pcieEE12close_deviceEv",
                       device_functions.close_device, close_shared) &&
      redirect_virtual(driver, kDevice, "_ZN8xrt_core4shimINS_11device_pcieEE9load_axlfEPK4axlf",
                       device_functions.load_xclbin, load_once) &&
      redirect_virtual(driver, kDevice,
                       "_ZN8xrt_core4shimINS_11device_pcieEE10user_resetE12xclResetKind",
                       device_functions.reset, reset_and_forget) &&
      redirect_units(driver) && redirect_sync(driver);
  if (!complete)
    std::fprintf(stderr,
                 "lightloop emu: the devices of %s are not as expected; several objects for one "
                 "card will not share it, and wrong ranges pass\n",
                 driver.soname.c_str());
}

}  // namespace lightloop::xrt_compat
