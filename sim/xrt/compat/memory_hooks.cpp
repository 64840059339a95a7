// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cerrno>
#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>

#include "sim/xrt/compat/driver_hooks.hpp"
#include "sim/xrt/compat/message_buffer.hpp"

namespace lightloop::xrt_compat {
namespace {

// posix_memalign, of buffer objects: the driver gives their memory back with munmap(), which on
// memory of the heap leaves a hole in it and loses the block. Take it from mmap() to begin with.
// malloc keeps its own; the driver asks for page alignment only.
int map_aligned(void** result, std::size_t alignment, std::size_t bytes) {
  static const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  if (alignment > page || bytes == 0) return posix_memalign(result, alignment, bytes);
  void* mapped = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return ENOMEM;
  *result = mapped;
  return 0;
}

}  // namespace

std::span<const Redirect> memory_hooks() {
  // malloc, realloc, free: see message_buffer.hpp.
  static const std::array<Redirect, 4> table = {{
      {"malloc", hook_address(allocate_fixed)},
      {"realloc", hook_address(reallocate_fixed)},
      {"free", hook_address(free_fixed)},
      {"posix_memalign", hook_address(map_aligned)},
  }};
  return table;
}

}  // namespace lightloop::xrt_compat
