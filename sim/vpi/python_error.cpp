// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/python_error.hpp"

#include <dlfcn.h>

#include "sim/vpi/python_functions.hpp"

namespace lightloop::vpi {
bool raise_in_python(const std::string& message) {
  auto* const is_initialized = find_python<int()>("Py_IsInitialized");
  auto* const holds_lock = find_python<int()>("PyGILState_Check");
  auto* const set_error = find_python<void(void*, const char*)>("PyErr_SetString");
  auto* const type = static_cast<void**>(dlsym(RTLD_DEFAULT, "PyExc_RuntimeError"));
  if (is_initialized == nullptr || holds_lock == nullptr || set_error == nullptr ||
      type == nullptr || is_initialized() == 0 || holds_lock() == 0) {
    return false;
  }
  set_error(*type, message.c_str());
  return true;
}

}  // namespace lightloop::vpi
