// SPDX-License-Identifier: Apache-2.0
// AXI4 slave that serves the memory port of a design (an AXI4 master) from a Memory.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "sim/bus/axi_response.hpp"
#include "sim/bus/bus_model.hpp"
#include "sim/bus/memory.hpp"
#include "sim/bus/signal.hpp"
#include "sim/bus/stall.hpp"

namespace lightloop::bus {

/// The ports of the master under the specification's names. A read-only or write-only master leaves
/// the other channels unconnected; absent *size means the full bus width, absent *burst INCR.
struct Axi4Signals {
  Signal awid{}, awaddr{}, awlen{}, awsize{}, awburst{}, awvalid{}, awready{};
  Signal wdata{}, wstrb{}, wlast{}, wvalid{}, wready{};
  Signal bid{}, bresp{}, bvalid{}, bready{};
  Signal arid{}, araddr{}, arlen{}, arsize{}, arburst{}, arvalid{}, arready{};
  Signal rid{}, rdata{}, rresp{}, rlast{}, rvalid{}, rready{};
};

struct Axi4MemorySlaveOptions {
  unsigned read_latency = 8;      ///< clocks from the AR handshake to the first RVALID, at least 1
  unsigned write_latency = 4;     ///< clocks from the last W handshake to BVALID, at least 1
  unsigned max_outstanding = 16;  ///< bursts accepted and not yet answered, each direction
  unsigned stall_percent = 0;  ///< of the clocks, each channel on its own: READY or VALID held back
  std::uint64_t seed = 1;
};

/// INCR, FIXED and WRAP bursts, narrow and unaligned transfers, write strobes, write data ahead of
/// its address; answers in order. A read takes its data from the memory when its first beat is due,
/// a write reaches the memory with its last beat, so a burst costs one Memory call. Exclusive
/// accesses are served as ordinary ones (OKAY).
///
/// Checked, and reported as violations: VALID or payload changing before READY (A3.2.1), bursts
/// across 4 KiB, sizes beyond the bus, reserved or malformed bursts (A3.4.1), WLAST out of place,
/// strobes outside the byte lanes of a beat (A3.4.3).
class Axi4MemorySlave final : public BusModel {
 public:
  /// The bus width is the storage width of rdata/wdata: 8, 16, ..., 1024 bits. Throws
  /// std::invalid_argument for another one, two different ones, or too narrow a wstrb.
  Axi4MemorySlave(std::string name, const Axi4Signals& signals, Memory& memory,
                  const Axi4MemorySlaveOptions& options = {},
                  ViolationHandler on_violation = throw_violation);

  void sample() override;
  void drive() override;
  void reset() override;
  bool idle() const override;
  /// Stands for `clocks` calls of sample() and drive() during which the model is idle(), has no
  /// random stalls and nothing comes from the design: only the count of clocks moves on.
  void skip(std::uint64_t clocks) { clock_ += clocks; }

  /// Data beats moved in either direction since construction.
  std::uint64_t beats() const { return beats_; }

 private:
  struct Burst {
    std::uint64_t id = 0;
    std::uint64_t address = 0;
    unsigned beats = 1;
    unsigned size_bytes = 0;
    unsigned type = 1;  // AxBURST
    std::uint64_t due = 0;
  };
  struct WriteResponse {
    std::uint64_t id = 0;
    AxiResponse response = AxiResponse::kOkay;
    std::uint64_t due = 0;
  };
  // An address channel: its ports, and what waited there at the last clock.
  struct AddressChannel {
    const char* name;
    Signal id, address, length, size, burst, valid;
    bool waited = false;
    std::array<std::uint64_t, 5> payload{};
  };

  void violation(const std::string& what);
  bool sample_address(AddressChannel& channel, bool ready, Burst& burst);
  void check_burst(const char* channel, const Burst& burst);
  void sample_write_data();
  void commit_writes();
  AxiResponse commit(const Burst& burst);
  AxiResponse commit_beat(const Burst& burst, unsigned beat);
  void check_strobes(const Burst& burst, unsigned beat);
  void fetch(const Burst& burst);
  void drive_read();
  void drive_write_response();

  std::string name_;
  Axi4Signals signals_;
  Memory& memory_;
  Axi4MemorySlaveOptions options_;
  ViolationHandler on_violation_;
  Stall aw_stall_, w_stall_, b_stall_, ar_stall_, r_stall_;
  std::size_t bus_bytes_;
  std::size_t strobe_bytes_;
  AddressChannel aw_, ar_;
  std::uint64_t clock_ = 0;
  std::uint64_t beats_ = 0;

  std::deque<Burst> writes_;  // accepted, data not complete
  std::vector<std::uint8_t> write_data_, write_strobes_;
  std::vector<std::uint8_t> write_last_;  // one entry a beat
  std::size_t write_taken_ = 0;           // beats at the front already committed
  std::deque<WriteResponse> write_responses_;
  bool w_waited_ = false;
  std::vector<std::uint8_t> w_payload_;

  std::deque<Burst> reads_;              // accepted, not answered completely
  std::vector<std::uint8_t> read_data_;  // beats of reads_.front(), each bus_bytes_ wide
  AxiResponse read_response_ = AxiResponse::kOkay;
  bool read_fetched_ = false;
  unsigned read_beat_ = 0;

  bool awready_ = false, wready_ = false, bvalid_ = false, arready_ = false, rvalid_ = false;
};

}  // namespace lightloop::bus
