// SPDX-License-Identifier: Apache-2.0
// AXI4 master: a queue of reads and writes of any length and alignment.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/bus/axi4_memory_slave.hpp"
#include "sim/bus/axi_response.hpp"
#include "sim/bus/bus_model.hpp"
#include "sim/bus/stall.hpp"

namespace lightloop::bus {

struct Axi4MasterOptions {
  unsigned stall_percent = 0;  ///< of the clocks: WVALID or RREADY held back
  std::uint64_t seed = 1;
};

/// Operations go out in order, one burst at a time: INCR of the bus's full width, as long as AWLEN
/// or ARLEN can say (a port without them has bursts of one beat), none across 4 KiB; write strobes
/// cut off what an unaligned operation does not cover. Checks RLAST. See bus_model.hpp for when to
/// call sample() and drive().
class Axi4Master final : public BusModel {
 public:
  using Ticket = std::uint64_t;

  struct Completion {
    Ticket ticket = 0;
    bool is_write = false;
    /// The worst of its bursts; kSlvErr also for what a reset has cut off.
    AxiResponse response = AxiResponse::kOkay;
    std::vector<std::uint8_t> data{};  ///< reads only
  };

  /// The ports of the slave, which may be read-only or write-only. Throws std::invalid_argument
  /// when both data buses are missing, when they differ, or do not have 8, 16, ..., 1024 bits.
  Axi4Master(std::string name, const Axi4Signals& signals, const Axi4MasterOptions& options = {},
             ViolationHandler on_violation = throw_violation);

  /// Queue an operation of at least one byte; tickets come in order from 1. Throw
  /// std::invalid_argument for no byte, addresses that the bus does not have, and a direction that
  /// the port does not have.
  Ticket read(std::uint64_t address, std::size_t bytes);
  Ticket write(std::uint64_t address, std::span<const std::uint8_t> data);

  /// Removes and returns the oldest finished operation.
  std::optional<Completion> take();
  /// Finished so far.
  std::uint64_t operations() const { return operations_; }

  void sample() override;
  void drive() override;
  /// The operation that has begun ends with kSlvErr; the others wait.
  void reset() override;
  bool idle() const override { return queue_.empty(); }

 private:
  struct Operation {
    Ticket ticket = 0;
    bool is_write = false;
    std::uint64_t address = 0;
    std::vector<std::uint8_t> data{};
    std::size_t done = 0;  ///< bytes of complete bursts
    AxiResponse response = AxiResponse::kOkay;
  };

  void check(bool is_write, std::uint64_t address, std::size_t bytes) const;
  Ticket add(Operation operation);
  void begin_burst();
  void put_write_beat();
  void take_read_beat();
  void end_burst(AxiResponse response);
  void end_operation();

  std::string name_;
  Axi4Signals signals_;
  ViolationHandler on_violation_;
  Stall stall_;
  std::size_t bus_bytes_;
  std::deque<Operation> queue_;  ///< the first one has begun once in_burst_
  std::deque<Completion> completions_;
  Ticket last_ticket_ = 0;
  std::uint64_t operations_ = 0;

  bool in_burst_ = false;
  unsigned beats_ = 0;           ///< of the burst
  std::size_t burst_bytes_ = 0;  ///< likewise
  unsigned beat_ = 0;            ///< beats moved
  std::size_t moved_ = 0;        ///< bytes moved
  bool address_valid_ = false;
  bool address_done_ = false;
  bool wvalid_ = false, bready_ = false, rready_ = false;
  AxiResponse read_response_ = AxiResponse::kOkay;
};

}  // namespace lightloop::bus
