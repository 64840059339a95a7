// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/virtual_table.hpp"

#include <dlfcn.h>
#include <link.h>
#include <span>

#include "sim/xrt/compat/protected_memory.hpp"

namespace lightloop::xrt_compat {

void* find_symbol(const LoadedLibrary& library, const char* symbol) {
  // Not this library's own dlopen, from which this is called.
  static const auto plain_dlopen = reinterpret_cast<decltype(&dlopen)>(dlsym(RTLD_NEXT, "dlopen"));
  void* handle = plain_dlopen(library.path.c_str(), RTLD_LAZY | RTLD_NOLOAD);
  if (!handle) return nullptr;
  void* address = dlsym(handle, symbol);
  dlclose(handle);
  return address;
}

std::size_t replace_virtual(const LoadedLibrary& library, const char* table, void* function,
                            void* replacement) {
  auto* const start = static_cast<void**>(find_symbol(library, table));
  Dl_info info{};
  const ElfW(Sym)* symbol = nullptr;
  if (!start || !function ||
      dladdr1(static_cast<const void*>(start), &info,
              const_cast<void**>(reinterpret_cast<const void**>(&symbol)), RTLD_DL_SYMENT) == 0 ||
      !symbol)
    return 0;
  std::size_t replaced = 0;
  for (void*& slot : std::span(start, symbol->st_size / sizeof(void*)))
    if (slot == function && write_protected(&slot, replacement)) ++replaced;
  return replaced;
}

}  // namespace lightloop::xrt_compat
