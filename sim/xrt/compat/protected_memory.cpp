// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/protected_memory.hpp"

#include <cstddef>
#include <cstdint>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

namespace lightloop::xrt_compat {
namespace {

struct Search {
  std::uintptr_t address;
  bool read_only;
};

int find_segment(dl_phdr_info* info, std::size_t, void* argument) {
  auto& search = *static_cast<Search*>(argument);
  for (std::size_t i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = info->dlpi_phdr[i];
    const std::uintptr_t begin = info->dlpi_addr + segment.p_vaddr;
    if (segment.p_type == PT_GNU_RELRO && search.address >= begin &&
        search.address < begin + segment.p_memsz)
      search.read_only = true;
  }
  return 0;
}

}  // namespace

bool write_protected(void** slot, void* value) {
  Search search{.address = reinterpret_cast<std::uintptr_t>(slot), .read_only = false};
  dl_iterate_phdr(find_segment, &search);
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  void* const start = reinterpret_cast<void*>(search.address & ~(page - 1));  // NOLINT
  if (search.read_only && mprotect(start, page, PROT_READ | PROT_WRITE) != 0) return false;
  __atomic_store_n(slot, value, __ATOMIC_RELEASE);
  if (search.read_only) mprotect(start, page, PROT_READ);
  return true;
}

}  // namespace lightloop::xrt_compat
