// SPDX-License-Identifier: Apache-2.0
// Which compute units are in use: a program opens a context for each. Newer drivers open them
// through an object that stands for the xclbin of a card, a hardware context.
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "sim/xrt/compat/card_hooks.hpp"
#include "sim/xrt/compat/never_destroyed.hpp"
#include "sim/xrt/compat/virtual_table.hpp"

namespace lightloop::xrt_compat {
namespace {

// XRT's class of hardware contexts, as far as it matters here: their owner deletes them so.
struct HardwareContext {
  virtual ~HardwareContext() = default;
};

// Member functions, as functions of their object. The xclbin's id is bytes, or an object that
// begins with them; the unit's index is a number, or a structure of its size.
using OpenContext = void(void* device, const void* xclbin, unsigned unit, bool shared);
using CloseContext = void(void* device, const void* xclbin, unsigned unit);
using MakeHardwareContext = std::unique_ptr<HardwareContext>(const void* device, const void* xclbin,
                                                             const void* settings, unsigned mode);
using OpenUnit = std::uint32_t(HardwareContext* context, const std::string& name);
using CloseUnit = void(HardwareContext* context, std::uint32_t unit);

struct UnitFunctions {
  OpenContext* open_context = nullptr;
  CloseContext* close_context = nullptr;
  MakeHardwareContext* make_hardware_context = nullptr;
  OpenUnit* open_unit = nullptr;
  CloseUnit* close_unit = nullptr;
};

UnitFunctions unit_functions;

struct Cards {
  std::mutex mutex;
  std::map<const HardwareContext*, const void*> of_context;
};

Cards& cards() { return never_destroyed<Cards>(); }

const void* card_of(const HardwareContext* context) {
  const std::scoped_lock lock(cards().mutex);
  return cards().of_context.at(context);
}

void count_open_context(void* device, const void* xclbin, unsigned unit, bool shared) {
  unit_functions.open_context(device, xclbin, unit, shared);
  note_unit_opened(device);
}

void count_close_context(void* device, const void* xclbin, unsigned unit) {
  note_unit_closed(device);
  unit_functions.close_context(device, xclbin, unit);
}

std::unique_ptr<HardwareContext> note_hardware_context(const void* device, const void* xclbin,
                                                       const void* settings, unsigned mode) {
  auto context = unit_functions.make_hardware_context(device, xclbin, settings, mode);
  const std::scoped_lock lock(cards().mutex);
  // Where one was that has gone, this one takes its place.
  cards().of_context[context.get()] = device;
  return context;
}

std::uint32_t count_open_unit(HardwareContext* context, const std::string& name) {
  const std::uint32_t unit = unit_functions.open_unit(context, name);
  note_unit_opened(card_of(context));
  return unit;
}

void count_close_unit(HardwareContext* context, std::uint32_t unit) {
  note_unit_closed(card_of(context));
  unit_functions.close_unit(context, unit);
}

bool redirect_contexts(const LoadedLibrary& driver, const char* open, const char* close) {
  constexpr const char* kDevice = "_ZTVN8xrt_core5hwemu6deviceE";
  return redirect_virtual(driver, kDevice, open, unit_functions.open_context, count_open_context) &&
         redirect_virtual(driver, kDevice, close, unit_functions.close_context,
                          count_close_context);
}

bool redirect_hardware_contexts(const LoadedLibrary& driver) {
  constexpr const char* kDevice = "_ZTVN8xrt_core5hwemu6deviceE";
  constexpr const char* kContext = "_ZTVN11xclhwemhal28HwEmShim9hwcontextE";
  if (!find_symbol(driver, kContext)) return true;  // has none
  return redirect_virtual(
             driver, kDevice,
             "_ZNK8xrt_core5hwemu6device17create_hw_contextERKN3xrt4uuidE"
             "RKSt3mapINSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEEjSt4lessISC_E"
             "SaISt4pairIKSC_jEEENS2_10hw_context11access_modeE",
             unit_functions.make_hardware_context, note_hardware_context) &&
         redirect_virtual(
             driver, kContext,
             "_ZN11xclhwemhal28HwEmShim9hwcontext15open_cu_contextERKNSt7__cxx1112basic_"
             "stringIcSt11char_traitsIcESaIcEEE",
             unit_functions.open_unit, count_open_unit) &&
         redirect_virtual(
             driver, kContext,
             "_ZN11xclhwemhal28HwEmShim9hwcontext16close_cu_contextEN8xrt_core10cuidx_typeE",
             unit_functions.close_unit, count_close_unit);
}

}  // namespace

bool redirect_units(const LoadedLibrary& driver) {
  return (redirect_contexts(driver, "_ZN8xrt_core4shimINS_11device_pcieEE12open_contextEPKhjb",
                            "_ZN8xrt_core4shimINS_11device_pcieEE13close_contextEPKhj") ||
          redirect_contexts(
              driver, "_ZN8xrt_core4shimINS_11device_pcieEE12open_contextERKN3xrt4uuidEjb",
              "_ZN8xrt_core4shimINS_11device_pcieEE13close_contextERKN3xrt4uuidEj")) &&
         redirect_hardware_contexts(driver);
}

}  // namespace lightloop::xrt_compat
