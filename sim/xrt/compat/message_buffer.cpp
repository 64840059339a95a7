// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/message_buffer.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <sys/mman.h>
#include <unistd.h>

namespace lightloop::xrt_compat {
namespace {

struct Block {
  std::byte* start = nullptr;  // null: this entry is free
  std::size_t bytes = 0;       // what was asked for
  std::size_t backed = 0;      // whole pages behind it
};

std::mutex blocks_mutex;
std::array<Block, kBlockCount> blocks;

std::size_t whole_pages(std::size_t bytes) {
  static const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return (bytes + page - 1) / page * page;
}

Block* find(const void* start) {
  const auto block = std::find_if(blocks.begin(), blocks.end(),
                                  [&](const Block& candidate) { return candidate.start == start; });
  return block == blocks.end() ? nullptr : &*block;
}

bool back(Block& block, std::size_t bytes) {
  if (bytes > kBlockCapacity) return false;
  const std::size_t pages = std::max(whole_pages(bytes), whole_pages(1));
  if (pages > block.backed) {
    if (mprotect(block.start, pages, PROT_READ | PROT_WRITE) != 0) return false;
    block.backed = pages;
  }
  block.bytes = bytes;
  return true;
}

void release(Block& block) {
  munmap(block.start, kBlockCapacity);
  block = Block{};
}

}  // namespace

void* allocate_fixed(std::size_t bytes) noexcept {
  const std::scoped_lock lock(blocks_mutex);
  if (Block* block = find(nullptr)) {
    // No access yet: address space alone costs nothing, even where overcommitment is forbidden.
    void* reserved = mmap(nullptr, kBlockCapacity, PROT_NONE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (reserved != MAP_FAILED) {
      block->start = static_cast<std::byte*>(reserved);
      if (back(*block, bytes)) return block->start;
      release(*block);
    }
  }
  return std::malloc(bytes);  // NOLINT(cppcoreguidelines-owning-memory): stands in for malloc
}

void* reallocate_fixed(void* block, std::size_t bytes) noexcept {
  if (!block) return allocate_fixed(bytes);
  const std::scoped_lock lock(blocks_mutex);
  if (Block* known = find(block)) {
    if (back(*known, bytes)) return block;
    errno = ENOMEM;
    return nullptr;
  }
  return std::realloc(block, bytes);  // NOLINT(cppcoreguidelines-owning-memory)
}

void free_fixed(void* block) noexcept {
  if (!block) return;
  {
    const std::scoped_lock lock(blocks_mutex);
    if (Block* known = find(block)) {
      release(*known);
      return;
    }
  }
  std::free(block);  // NOLINT(cppcoreguidelines-owning-memory)
}

}  // namespace lightloop::xrt_compat
