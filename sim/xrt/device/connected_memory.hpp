// SPDX-License-Identifier: Apache-2.0
// The memory as one port of one compute unit sees it: the banks that it is connected to.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/bus/memory.hpp"
#include "sim/xrt/device/device_description.hpp"

namespace lightloop::xrt_device {

/// Answers with DECERR, as a card's interconnect does, where the port does not lead, and says so on
/// standard error the first time: compute unit, port, address and what lies there.
class ConnectedMemory final : public bus::Memory {
 public:
  /// `reach` are numbers in `banks`. `title` names compute unit and port in messages; `faults`
  /// counts the accesses refused. `memory` and `faults` must outlive this.
  ConnectedMemory(bus::Memory& memory, const std::vector<MemoryDescription>& banks,
                  const std::vector<std::size_t>& reach, std::string title,
                  std::atomic<std::uint64_t>& faults);

  bus::AxiResponse read(std::uint64_t address, std::span<std::uint8_t> data) override;
  bus::AxiResponse write(std::uint64_t address, std::span<const std::uint8_t> data) override;

 private:
  struct Bank {
    std::string tag;
    std::uint64_t base;
    std::uint64_t size;
    bool reached;
  };

  bool reaches(std::uint64_t address, std::uint64_t size) const;
  bus::AxiResponse refuse(const char* what, std::uint64_t address, std::uint64_t size);

  bus::Memory& memory_;
  std::vector<Bank> banks_;
  std::string title_;
  std::atomic<std::uint64_t>& faults_;
  bool said_ = false;
};

}  // namespace lightloop::xrt_device
