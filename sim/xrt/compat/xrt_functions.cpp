// SPDX-License-Identifier: Apache-2.0
// Functions of XRT that are offered to the program in front of XRT's own.
//
// On a card, each xrt::device object has state of its own in XRT's core library. In emulation, all
// objects for one card share it, without any lock; and XRT loads its driver when the first card is
// opened, while other threads may already use it.
#include <cstring>
#include <dlfcn.h>
#include <fstream>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <xclbin.h>
#include <xrt/xrt_device.h>

#include "sim/xrt/compat/card_hooks.hpp"
#include "sim/xrt/compat/preload.hpp"

namespace lightloop::xrt_compat {
namespace {

constexpr const char* kOpenByIndex = "_ZN3xrt6deviceC1Ej";
constexpr const char* kOpenByName =
    "_ZN3xrt6deviceC1ERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE";
constexpr const char* kLoadFile =
    "_ZN3xrt6device11load_xclbinERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE";
constexpr const char* kLoadImage = "_ZN3xrt6device11load_xclbinEPK4axlf";
constexpr const char* kLoadObject = "_ZN3xrt6device11load_xclbinERKNS_6xclbinE";
constexpr const char* kLoadedUuid = "_ZNK3xrt6device15get_xclbin_uuidEv";
constexpr const char* kImageOfObject = "_ZNK3xrt6xclbin8get_axlfEv";
constexpr const char* kDeviceOfHandle = "_ZN8xrt_core10device_int15get_core_deviceEPv";

// Calls XRT's own function of this name.
template <typename Result, typename... Arguments>
Result call(const char* symbol, Arguments... arguments) {
  const auto function = reinterpret_cast<Result (*)(Arguments...)>(dlsym(RTLD_NEXT, symbol));
  return function(arguments...);
}

// A driver that is being loaded must not be met by another thread: as long as there is none, cards
// are opened one at a time.
template <typename Result, typename... Arguments>
Result open_card(const char* symbol, Arguments... arguments) {
  if (is_driver_ready()) return call<Result>(symbol, arguments...);
  const std::scoped_lock lock(card_change());
  return call<Result>(symbol, arguments...);
}

std::optional<XclbinId> id_of(const axlf* image) {
  if (!image) return std::nullopt;
  XclbinId id{};
  std::memcpy(id.data(), &image->m_header.uuid, id.size());
  return id;
}

std::optional<XclbinId> id_of_file(const char* path) {
  std::ifstream stream(path, std::ios::binary);
  auto header = std::make_unique<axlf>();
  stream.read(reinterpret_cast<char*>(header.get()), sizeof(axlf));
  return stream ? id_of(header.get()) : std::nullopt;
}

// Loading replaces what other threads may be reading, so it is done once, and by one at a time.
template <typename Argument>
xrt::uuid load_card(const char* symbol, xrt::device* device, Argument argument,
                    const std::optional<XclbinId>& id) {
  const std::scoped_lock lock(card_change());
  const void* const card = device->get_handle().get();
  if (id && has_loaded(card, *id))
    return call<xrt::uuid>(kLoadedUuid, static_cast<const xrt::device*>(device));
  if (id) refuse_if_in_use(card, *id);
  return call<xrt::uuid>(symbol, device, argument);
}

template <typename Argument>
int load_card_of_handle(const char* symbol, void* handle, Argument argument,
                        const std::optional<XclbinId>& id) {
  const std::scoped_lock lock(card_change());
  try {
    const auto card = call<std::shared_ptr<void>>(kDeviceOfHandle, handle);
    if (id && has_loaded(card.get(), *id)) return 0;
  } catch (const std::exception&) {
    // No handle at all; XRT says so.
  }
  return call<int>(symbol, handle, argument);
}

}  // namespace
}  // namespace lightloop::xrt_compat

using namespace lightloop::xrt_compat;  // NOLINT: the functions below are none of this namespace

// Constructors have two names each.
extern "C" {

void open_by_index(void* object, unsigned index) __asm__("_ZN3xrt6deviceC1Ej");
void open_by_index_as_base(void* object, unsigned index) __asm__("_ZN3xrt6deviceC2Ej");
void open_by_name(void* object, const void* name) __asm__(
    "_ZN3xrt6deviceC1ERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE");
void open_by_name_as_base(void* object, const void* name) __asm__(
    "_ZN3xrt6deviceC2ERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE");

void open_by_index(void* object, unsigned index) { open_card<void>(kOpenByIndex, object, index); }
void open_by_index_as_base(void* object, unsigned index) {
  open_card<void>(kOpenByIndex, object, index);
}
void open_by_name(void* object, const void* name) { open_card<void>(kOpenByName, object, name); }
void open_by_name_as_base(void* object, const void* name) {
  open_card<void>(kOpenByName, object, name);
}

xrtDeviceHandle xrtDeviceOpen(unsigned index) {
  return open_card<xrtDeviceHandle>("xrtDeviceOpen", index);
}
xrtDeviceHandle xrtDeviceOpenByBDF(const char* name) {
  return open_card<xrtDeviceHandle>("xrtDeviceOpenByBDF", name);
}
int xrtDeviceLoadXclbin(xrtDeviceHandle handle, const axlf* image) {
  return load_card_of_handle("xrtDeviceLoadXclbin", handle, image, id_of(image));
}
int xrtDeviceLoadXclbinFile(xrtDeviceHandle handle, const char* path) {
  return load_card_of_handle("xrtDeviceLoadXclbinFile", handle, path, id_of_file(path));
}

}  // extern "C"

xrt::uuid load_file(xrt::device* device, const std::string& path) __asm__(
    "_ZN3xrt6device11load_xclbinERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE");
xrt::uuid load_image(xrt::device* device,
                     const axlf* image) __asm__("_ZN3xrt6device11load_xclbinEPK4axlf");
xrt::uuid load_object(xrt::device* device,
                      const void* xclbin) __asm__("_ZN3xrt6device11load_xclbinERKNS_6xclbinE");

xrt::uuid load_file(xrt::device* device, const std::string& path) {
  return load_card(kLoadFile, device, &path, id_of_file(path.c_str()));
}
xrt::uuid load_image(xrt::device* device, const axlf* image) {
  return load_card(kLoadImage, device, image, id_of(image));
}
xrt::uuid load_object(xrt::device* device, const void* xclbin) {
  return load_card(kLoadObject, device, xclbin, id_of(call<const axlf*>(kImageOfObject, xclbin)));
}
