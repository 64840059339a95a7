// SPDX-License-Identifier: Apache-2.0
// Memory of any size that only costs what was written to it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>

#include "sim/bus/memory.hpp"

namespace lightloop::bus {

/// One contiguous range [base, base + size) that reads as 0 where nothing was written. Pages of
/// 64 KiB are made at the first write to them.
class SparseMemory : public Memory {
 public:
  static constexpr std::size_t kPageBytes = std::size_t{1} << 16;

  /// Throws std::invalid_argument if the size is 0 or the range wraps around 2^64.
  SparseMemory(std::uint64_t base, std::uint64_t size);

  std::uint64_t base() const { return base_; }
  std::uint64_t size() const { return size_; }
  /// Host memory in use, in bytes.
  std::uint64_t resident_bytes() const { return pages_.size() * kPageBytes; }
  /// All bytes of [address, address + bytes) lie inside.
  bool contains(std::uint64_t address, std::uint64_t bytes) const {
    return address >= base_ && address - base_ <= size_ && bytes <= size_ - (address - base_);
  }

  AxiResponse read(std::uint64_t address, std::span<std::uint8_t> data) override;
  AxiResponse write(std::uint64_t address, std::span<const std::uint8_t> data) override;

 private:
  using Page = std::array<std::uint8_t, kPageBytes>;
  struct Recent {
    std::uint64_t index = UINT64_MAX;
    Page* page = nullptr;
  };
  static constexpr std::size_t kRecentPages = 64;

  Page* find(std::uint64_t index);
  Page& make(std::uint64_t index);

  std::uint64_t base_;
  std::uint64_t size_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Page>> pages_;
  std::array<Recent, kRecentPages> recent_{};  // spares the hash look-up on bursts
};

}  // namespace lightloop::bus
