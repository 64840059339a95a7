// SPDX-License-Identifier: Apache-2.0
// Memory blocks that never move when they grow.
//
// Debian's build of libxrt_hwemu 2.13 grows the buffer of its messages with realloc() and then
// forgets the result: it goes on using the old address, which is free memory. If growing never
// moves a block, the old address stays right. Each block lies at the start of its own gigabyte of
// reserved address space, of which only what was asked for is backed by memory.
#pragma once

#include <cstddef>

namespace lightloop::xrt_compat {

/// As malloc(): the first kBlockCount live blocks are ones that never move, further ones come from
/// malloc() itself.
void* allocate_fixed(std::size_t bytes) noexcept;

/// As realloc(), for any block of allocate_fixed() or malloc(). A block that never moves grows in
/// place up to kBlockCapacity; beyond that the result is a null pointer and errno ENOMEM.
void* reallocate_fixed(void* block, std::size_t bytes) noexcept;

/// As free(), for any block of allocate_fixed() or malloc().
void free_fixed(void* block) noexcept;

inline constexpr std::size_t kBlockCapacity = std::size_t{1} << 30;
inline constexpr std::size_t kBlockCount = 256;

}  // namespace lightloop::xrt_compat
