// SPDX-License-Identifier: Apache-2.0
#include "sim/bus/sparse_memory.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace lightloop::bus {

SparseMemory::SparseMemory(std::uint64_t base, std::uint64_t size) : base_(base), size_(size) {
  if (size == 0 || base + (size - 1) < base) {
    throw std::invalid_argument("SparseMemory: size is 0 or the range exceeds 64 bits");
  }
}

SparseMemory::Page* SparseMemory::find(std::uint64_t index) {
  Recent& recent = recent_[index % kRecentPages];
  if (recent.index == index) return recent.page;
  const auto found = pages_.find(index);
  if (found == pages_.end()) return nullptr;
  recent = {index, found->second.get()};
  return recent.page;
}

SparseMemory::Page& SparseMemory::make(std::uint64_t index) {
  if (Page* page = find(index)) return *page;
  auto& slot = pages_[index];
  slot = std::make_unique<Page>();
  recent_[index % kRecentPages] = {index, slot.get()};
  return *slot;
}

AxiResponse SparseMemory::read(std::uint64_t address, std::span<std::uint8_t> data) {
  if (!contains(address, data.size())) return AxiResponse::kDecErr;
  std::uint64_t offset = address - base_;
  while (!data.empty()) {
    const std::size_t start = offset % kPageBytes;
    const std::size_t n = std::min(kPageBytes - start, data.size());
    if (const Page* page = find(offset / kPageBytes)) {
      std::memcpy(data.data(), page->data() + start, n);
    } else {
      std::memset(data.data(), 0, n);
    }
    data = data.subspan(n);
    offset += n;
  }
  return AxiResponse::kOkay;
}

AxiResponse SparseMemory::write(std::uint64_t address, std::span<const std::uint8_t> data) {
  if (!contains(address, data.size())) return AxiResponse::kDecErr;
  std::uint64_t offset = address - base_;
  while (!data.empty()) {
    const std::size_t start = offset % kPageBytes;
    const std::size_t n = std::min(kPageBytes - start, data.size());
    std::memcpy(make(offset / kPageBytes).data() + start, data.data(), n);
    data = data.subspan(n);
    offset += n;
  }
  return AxiResponse::kOkay;
}

}  // namespace lightloop::bus
