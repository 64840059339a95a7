// SPDX-License-Identifier: Apache-2.0
// AXI4 for tests: a memory for the design's master port, a master for its slave port.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "sim/bus/axi4_master.hpp"
#include "sim/bus/axi4_memory_slave.hpp"
#include "sim/bus/sparse_memory.hpp"
#include "sim/vpi/bus_models.hpp"

namespace lightloop::vpi {

enum class AxiRole : std::uint8_t { kMaster, kSlave };

/// The ports <prefix>_awaddr and so on. A port may be read-only or write-only; of each direction
/// that is there, what a burst needs has to be. What else the design does not have stays
/// unconnected. Throws std::invalid_argument, also for one that a model of this role drives and
/// that the design drives too.
bus::Axi4Signals axi_ports(Design& design, const std::string& prefix, AxiRole role);

class Ram final : public HostedBus {
 public:
  /// `bytes` of memory from address 0.
  Ram(const std::string& name, const bus::Axi4Signals& ports, std::uint64_t bytes,
      const bus::Axi4MemorySlaveOptions& options)
      : HostedBus({ports.awready, ports.wready, ports.bvalid, ports.arready, ports.rvalid}),
        memory_(0, bytes),
        slave_(name, ports, memory_, options) {}

  bus::SparseMemory& memory() { return memory_; }

  bool sample() override;
  void drive() override { slave_.drive(); }
  bool reset() override;

 private:
  bus::SparseMemory memory_;
  bus::Axi4MemorySlave slave_;
};

class Master final : public HostedBus {
 public:
  Master(const std::string& name, const bus::Axi4Signals& ports,
         const bus::Axi4MasterOptions& options)
      : HostedBus({ports.awvalid, ports.wvalid, ports.bready, ports.arvalid, ports.rready}),
        master_(name, ports, options) {}

  bus::Axi4Master& master() { return master_; }
  /// The oldest complete operation; null when there is none.
  bus::Axi4Master::Completion* first();
  void drop_first() { first_.reset(); }

  /// An event: an operation is complete, or a reset has ended it.
  bool sample() override;
  void drive() override { master_.drive(); }
  bool reset() override;

 private:
  /// Whether operations have ended since the last time.
  bool tells_ends() { return std::exchange(ended_, master_.operations()) != master_.operations(); }

  bus::Axi4Master master_;
  std::optional<bus::Axi4Master::Completion> first_;
  std::uint64_t ended_ = 0;  ///< operations that were told
};

}  // namespace lightloop::vpi
