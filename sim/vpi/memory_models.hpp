// SPDX-License-Identifier: Apache-2.0
// AXI4 for tests: a memory for the design's master port, a master for its slave port.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/bus/axi4_master.hpp"
#include "sim/bus/axi4_memory_slave.hpp"
#include "sim/bus/sparse_memory.hpp"
#include "sim/vpi/bus_models.hpp"

namespace lightloop::vpi {

/// The ports <prefix>_awaddr and so on; what the design does not have stays unconnected.
bus::Axi4Signals axi_ports(Design& design, const std::string& prefix);

class Ram final : public HostedBus {
 public:
  /// `bytes` of memory from address 0.
  Ram(const std::string& name, const bus::Axi4Signals& ports, std::uint64_t bytes,
      const bus::Axi4MemorySlaveOptions& options)
      : memory_(0, bytes), slave_(name, ports, memory_, options), ports_(ports) {}

  bus::SparseMemory& memory() { return memory_; }

  bool sample() override;
  void drive() override;
  void reset() override;

 private:
  bus::SparseMemory memory_;
  bus::Axi4MemorySlave slave_;
  bus::Axi4Signals ports_;
  bool in_reset_ = false;
};

class Master final : public HostedBus {
 public:
  Master(const std::string& name, const bus::Axi4Signals& ports,
         const bus::Axi4MasterOptions& options)
      : master_(name, ports, options), ports_(ports) {}

  bus::Axi4Master& master() { return master_; }
  /// The oldest complete operation; null when there is none.
  bus::Axi4Master::Completion* first();
  void drop_first() { first_.reset(); }

  /// An event: an operation is complete.
  bool sample() override;
  void drive() override;
  void reset() override;

 private:
  bus::Axi4Master master_;
  bus::Axi4Signals ports_;
  std::optional<bus::Axi4Master::Completion> first_;
  std::uint64_t ended_ = 0;  ///< operations that were told
  bool in_reset_ = false;
};

}  // namespace lightloop::vpi
