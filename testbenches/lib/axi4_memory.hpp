// SPDX-License-Identifier: Apache-2.0
// Memory behind the AXI4 master ports of the model.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sim/bus/axi4_memory_slave.hpp"
#include "sim/bus/sparse_memory.hpp"

namespace lightloop::testbench {

/// bus::Axi4MemorySlave with bus::SparseMemory behind it, which tasks read and write directly, in
/// no time. Latencies, back-pressure and the check of the bus rules are the slave's.
///
///   Axi4Memory memory(bench, "gmem", LIGHTLOOP_AXI4_SIGNALS(model, m_axi_gmem),
///                     {.read_latency = 20, .stall_percent = 30, .seed = 1});
///   memory.write(0x1000, words);
class Axi4Memory {
 public:
  /// Attaches itself to `host`, a Bench or a CoroutineHook, and must outlive its runs. The memory
  /// has the addresses [0, bytes).
  template <typename Host>
  Axi4Memory(Host& host, const std::string& name, const bus::Axi4Signals& signals,
             const bus::Axi4MemorySlaveOptions& options = {},
             std::uint64_t bytes = std::uint64_t{1} << 40,
             bus::ViolationHandler on_violation = bus::throw_violation)
      : name_(name), memory_(0, bytes) {
    add_port(name, signals, options, std::move(on_violation));
    host.attach(*this);
  }
  Axi4Memory(const Axi4Memory&) = delete;
  Axi4Memory& operator=(const Axi4Memory&) = delete;

  /// One more port of the model that reads and writes this memory.
  void add_port(std::string name, const bus::Axi4Signals& signals,
                const bus::Axi4MemorySlaveOptions& options = {},
                bus::ViolationHandler on_violation = bus::throw_violation) {
    ports_.push_back(std::make_unique<bus::Axi4MemorySlave>(std::move(name), signals, memory_,
                                                            options, std::move(on_violation)));
  }

  /// Throw std::out_of_range when the range is not in the memory.
  void write(std::uint64_t address, std::span<const std::uint8_t> data) {
    check(memory_.write(address, data), address, data.size());
  }
  std::vector<std::uint8_t> read(std::uint64_t address, std::size_t bytes) {
    std::vector<std::uint8_t> data(bytes);
    check(memory_.read(address, data), address, bytes);
    return data;
  }
  /// No burst waiting, in progress or visible on the bus.
  bool idle() const {
    return std::all_of(ports_.begin(), ports_.end(), [](const auto& port) { return port->idle(); });
  }

  // What the host calls around each rising edge.
  void drive() {
    for (const auto& port : ports_) port->drive();
  }
  void sample() {
    for (const auto& port : ports_) port->sample();
  }
  /// Forgets the bursts; the contents stay.
  void reset() {
    for (const auto& port : ports_) port->reset();
  }

 private:
  void check(bus::AxiResponse response, std::uint64_t address, std::size_t bytes) const {
    if (response == bus::AxiResponse::kOkay) return;
    throw std::out_of_range(name_ + ": no memory for " + std::to_string(bytes) +
                            " bytes at address " + std::to_string(address));
  }

  std::string name_;
  bus::SparseMemory memory_;
  std::vector<std::unique_ptr<bus::Axi4MemorySlave>> ports_;
};

}  // namespace lightloop::testbench
