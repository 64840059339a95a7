// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/python_error.hpp"

#include <dlfcn.h>

namespace lightloop::vpi {
namespace {

template <typename Function>
Function* find(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, name));
}

}  // namespace

// The application brings Python with it, so the program is not linked with one.
bool raise_in_python(const std::string& message) {
  auto* const is_initialized = find<int()>("Py_IsInitialized");
  auto* const holds_lock = find<int()>("PyGILState_Check");
  auto* const set_error = find<void(void*, const char*)>("PyErr_SetString");
  auto* const type = static_cast<void**>(dlsym(RTLD_DEFAULT, "PyExc_RuntimeError"));
  if (is_initialized == nullptr || holds_lock == nullptr || set_error == nullptr ||
      type == nullptr || is_initialized() == 0 || holds_lock() == 0) {
    return false;
  }
  set_error(*type, message.c_str());
  return true;
}

}  // namespace lightloop::vpi
