// SPDX-License-Identifier: Apache-2.0
// A library that loads another one by its bare name, from a directory in its own run path.
#include <dlfcn.h>

extern "C" int finder_finds() { return dlopen("libll_found.so", RTLD_NOW) != nullptr; }
