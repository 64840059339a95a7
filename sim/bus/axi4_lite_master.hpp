// SPDX-License-Identifier: Apache-2.0
// AXI4-Lite master: a queue of register reads and writes, one in flight at a time, in order.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "sim/bus/axi_response.hpp"
#include "sim/bus/bus_model.hpp"
#include "sim/bus/signal.hpp"
#include "sim/bus/stall.hpp"

namespace lightloop::bus {

/// The ports of the slave under the specification's names.
struct Axi4LiteSignals {
  Signal awaddr{}, awprot{}, awvalid{}, awready{};
  Signal wdata{}, wstrb{}, wvalid{}, wready{};
  Signal bresp{}, bvalid{}, bready{};
  Signal araddr{}, arprot{}, arvalid{}, arready{};
  Signal rdata{}, rresp{}, rvalid{}, rready{};
};

struct Axi4LiteMasterOptions {
  /// Clocks by which one half of a write may follow the other.
  static constexpr unsigned kMaxSkew = 4;
  /// Which half of a write goes out first; the other follows whether the first was taken or not, as
  /// a master may not wait for one handshake before it begins the other (AXI A3.3.1). A slave must
  /// take them all. kRandom: either first, or both together.
  enum class WriteOrder { kTogether, kAddressFirst, kDataFirst, kRandom };
  WriteOrder write_order = WriteOrder::kTogether;
  unsigned stall_percent = 0;  ///< of the clocks: request or BREADY/RREADY held back
  std::uint64_t seed = 1;
};

/// See bus_model.hpp for when to call sample() and drive().
class Axi4LiteMaster final : public BusModel {
 public:
  using Ticket = std::uint64_t;

  struct Completion {
    Ticket ticket = 0;
    bool is_write = false;
    std::uint64_t address = 0;
    AxiResponse response = AxiResponse::kOkay;
    std::uint64_t data = 0;  ///< reads only
  };

  Axi4LiteMaster(std::string name, const Axi4LiteSignals& signals,
                 const Axi4LiteMasterOptions& options = {},
                 ViolationHandler on_violation = throw_violation);

  /// Queues a read; returns its ticket, which come in order from 1.
  Ticket read(std::uint64_t address);
  /// Queues a write. `strobe` has one bit a byte; by default all bytes of the data width.
  Ticket write(std::uint64_t address, std::uint64_t data, std::uint64_t strobe = UINT64_MAX);

  /// Removes and returns the oldest finished transaction.
  std::optional<Completion> take();
  /// Transactions queued or in flight.
  std::size_t pending() const { return queue_.size(); }

  void sample() override;
  void drive() override;
  void reset() override;
  bool idle() const override { return queue_.empty(); }
  /// Stands for `clocks` calls of sample() and drive() during which the model is idle(), has no
  /// random stalls and nothing comes from the design: only the count of clocks moves on.
  void skip(std::uint64_t clocks) { clock_ += clocks; }

 private:
  struct Request {
    Ticket ticket = 0;
    bool is_write = false;
    std::uint64_t address = 0;
    std::uint64_t data = 0;
    std::uint64_t strobe = 0;
  };

  void violation(const std::string& what);
  bool sample_response(bool expected, bool ready, const Signal& valid, const Signal& payload,
                       const char* name);
  void finish(AxiResponse response, std::uint64_t data);
  void begin();

  std::string name_;
  Axi4LiteSignals signals_;
  Axi4LiteMasterOptions options_;
  ViolationHandler on_violation_;
  Stall stall_;
  std::deque<Request> queue_;  // the front one is in flight once begun_
  std::deque<Completion> completions_;
  Ticket last_ticket_ = 0;
  std::uint64_t clock_ = 0;

  bool begun_ = false;
  bool address_to_send_ = false, data_to_send_ = false;  // VALID not yet raised
  unsigned address_delay_ = 0, data_delay_ = 0;          // clocks until then
  bool address_done_ = false, data_done_ = false;        // handshakes of the front request
  bool awvalid_ = false, wvalid_ = false, arvalid_ = false, bready_ = false, rready_ = false;
  bool response_waited_ = false;  // a response that was not taken at the last clock must hold
  std::uint64_t waited_payload_ = 0;
};

}  // namespace lightloop::bus
