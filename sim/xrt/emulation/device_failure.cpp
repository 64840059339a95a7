// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/emulation/device_failure.hpp"

#include <dlfcn.h>
#include <utility>

namespace lightloop::xrt_emulation {
namespace {

// The compatibility library is preloaded, not linked; outside of the emulation it is not there.
template <typename Function>
Function* find(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, name));
}

using HandlerFunction = void (*)(const char*, void*);

void set_handler(HandlerFunction function, void* context) {
  if (auto* set = find<void(HandlerFunction, void*)>("lightloop_xrt_compat_on_failure"))
    set(function, context);
}

}  // namespace

DeviceFailureWatch::DeviceFailureWatch(Handler handler) : handler_(std::move(handler)) {
  set_handler([](const char* message,
                 void* self) { static_cast<DeviceFailureWatch*>(self)->handler_(message); },
              this);
}

DeviceFailureWatch::~DeviceFailureWatch() { set_handler(nullptr, nullptr); }

void end_after_device_failure(int exit_code) {
  if (auto* end = find<void(int)>("lightloop_xrt_compat_end")) end(exit_code);
}

}  // namespace lightloop::xrt_emulation
