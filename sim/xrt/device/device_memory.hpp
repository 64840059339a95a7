// SPDX-License-Identifier: Apache-2.0
// The address space that kernels and DMA see: the memory banks of the xclbin, buffers that live in
// files shared with the host (peer-to-peer), and the host's own memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "sim/bus/memory.hpp"
#include "sim/xrt/device/device_description.hpp"

namespace lightloop::xrt_device {

class DeviceMemory : public bus::Memory {
 public:
  /// `host` answers accesses to banks of kind host.
  DeviceMemory(const std::vector<MemoryDescription>& banks, bus::Memory& host);
  ~DeviceMemory() override;

  bus::AxiResponse read(std::uint64_t address, std::span<std::uint8_t> data) override;
  bus::AxiResponse write(std::uint64_t address, std::span<const std::uint8_t> data) override;

  /// All bytes lie in banks.
  bool contains(std::uint64_t address, std::uint64_t size) const;

  /// Puts the buffer [address, address + size) into `file`, which is made, or made anew. Returns
  /// false if the range is not memory or part of another such buffer, or the file cannot be made.
  bool share(std::uint64_t address, std::uint64_t size, const std::filesystem::path& file);
  /// Ends share() of the buffer at `address`, if there is one; its contents are lost.
  void unshare(std::uint64_t address);

 private:
  struct Bank;
  struct SharedFile;

  // The memory behind `address` and how many bytes from there on it answers for.
  struct Place {
    bus::Memory* memory = nullptr;
    std::uint64_t bytes = 0;
  };
  Place find(std::uint64_t address) const;

  std::vector<Bank> banks_;
  std::vector<std::unique_ptr<SharedFile>> shared_;
};

}  // namespace lightloop::xrt_device
