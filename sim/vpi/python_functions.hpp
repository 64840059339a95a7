// SPDX-License-Identifier: Apache-2.0
// The application brings Python with it, so the program is not linked with one.
#pragma once

#include <dlfcn.h>

namespace lightloop::vpi {

/// A function of the Python in this process by its name; null without one.
template <typename Function>
Function* find_python(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, name));
}

}  // namespace lightloop::vpi
