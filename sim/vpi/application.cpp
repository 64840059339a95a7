// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/application.hpp"

#include <dlfcn.h>
#include <stdexcept>

namespace lightloop::vpi {
namespace {

using Routine = void (*)();

[[noreturn]] void fail(const std::string& library, const std::string& reason) {
  throw std::runtime_error("VPI application '" + library + "': " + reason);
}

void run_all(Routine* routines) {
  for (; *routines != nullptr; ++routines) (*routines)();
}

constexpr const char* kRoutines = "vlog_startup_routines";

}  // namespace

void load_application(const std::string& library) {
  const std::size_t colon = library.rfind(':');
  const std::string file = library.substr(0, colon);
  // Never closed: the application has threads, callbacks and static objects.
  void* handle = dlopen(file.c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (handle == nullptr) fail(library, dlerror());
  if (colon != std::string::npos) {
    const std::string name = library.substr(colon + 1);
    const auto routine = reinterpret_cast<Routine>(dlsym(handle, name.c_str()));
    if (routine == nullptr) fail(library, "it has no function " + name);
    routine();
    return;
  }
  auto* routines = static_cast<Routine*>(dlsym(handle, kRoutines));
  if (routines == nullptr) fail(library, std::string("it has no ") + kRoutines);
  run_all(routines);
}

bool start_linked_application() {
  auto* routines = static_cast<Routine*>(dlsym(RTLD_DEFAULT, kRoutines));
  if (routines == nullptr) return false;
  run_all(routines);
  return true;
}

}  // namespace lightloop::vpi
