// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/connected_memory.hpp"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lightloop::xrt_device {

using bus::AxiResponse;

ConnectedMemory::ConnectedMemory(bus::Memory& memory, const std::vector<MemoryDescription>& banks,
                                 const std::vector<std::size_t>& reach, std::string title,
                                 std::atomic<std::uint64_t>& faults)
    : memory_(memory), title_(std::move(title)), faults_(faults) {
  for (std::size_t i = 0; i < banks.size(); ++i) {
    const bool reached = std::find(reach.begin(), reach.end(), i) != reach.end();
    banks_.push_back({banks[i].tag, banks[i].base, banks[i].size, reached});
  }
}

// A burst may run over the edge between two banks.
bool ConnectedMemory::reaches(std::uint64_t address, std::uint64_t size) const {
  while (size != 0) {
    const auto bank = std::find_if(banks_.begin(), banks_.end(), [&](const Bank& candidate) {
      return address >= candidate.base && address - candidate.base < candidate.size;
    });
    if (bank == banks_.end() || !bank->reached) return false;
    const std::uint64_t part = std::min(size, bank->size - (address - bank->base));
    address += part;
    size -= part;
  }
  return true;
}

AxiResponse ConnectedMemory::refuse(const char* what, std::uint64_t address, std::uint64_t size) {
  faults_.fetch_add(1, std::memory_order_relaxed);
  if (said_) return AxiResponse::kDecErr;
  said_ = true;
  std::string place = "where there is no memory";
  std::vector<std::string> reached;
  for (const Bank& bank : banks_) {
    if (bank.reached) reached.push_back(bank.tag);
    if (address >= bank.base && address - bank.base < bank.size)
      place = (bank.reached ? "across the end of " : "in ") + bank.tag;
  }
  std::fprintf(
      stderr, "%s\n",
      fmt::format("lightloop device: {}: {} of {} bytes at {:#x}, {}; the port is connected "
                  "to {}; answered with DECERR (said once)",
                  title_, what, size, address, place, fmt::join(reached, ", "))
          .c_str());
  return AxiResponse::kDecErr;
}

AxiResponse ConnectedMemory::read(std::uint64_t address, std::span<std::uint8_t> data) {
  return reaches(address, data.size()) ? memory_.read(address, data)
                                       : refuse("read", address, data.size());
}

AxiResponse ConnectedMemory::write(std::uint64_t address, std::span<const std::uint8_t> data) {
  return reaches(address, data.size()) ? memory_.write(address, data)
                                       : refuse("write", address, data.size());
}

}  // namespace lightloop::xrt_device
