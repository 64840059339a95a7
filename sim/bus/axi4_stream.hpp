// SPDX-License-Identifier: Apache-2.0
// AXI4-Stream source and sink.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/bus/axi4_stream_monitor.hpp"
#include "sim/bus/axi4_stream_signals.hpp"
#include "sim/bus/bus_model.hpp"
#include "sim/bus/stall.hpp"

namespace lightloop::bus {

struct Axi4StreamOptions {
  unsigned stall_percent = 0;  ///< source: gaps between beats; sink: TREADY low
  std::uint64_t seed = 1;
  unsigned longest_run = 1;  ///< see Stall
};

/// Drives the design's input stream (tvalid, tdata, ... are its inputs, tready its output).
class Axi4StreamSource final : public BusModel {
 public:
  explicit Axi4StreamSource(const Axi4StreamSignals& signals,
                            const Axi4StreamOptions& options = {});

  /// Queues a beat.
  void push(StreamBeat beat) { queue_.push_back(std::move(beat)); }
  /// What the beats of a packet have in common.
  struct PacketFields {
    std::uint64_t user = 0, id = 0, dest = 0;
  };
  /// Queues a packet: `data` cut into beats of the port's width in whole bytes, tlast on the last.
  /// Throws std::invalid_argument when the port has no whole byte.
  void push_packet(std::span<const std::uint8_t> data, const PacketFields& fields);
  void push_packet(std::span<const std::uint8_t> data) { push_packet(data, {}); }
  /// Beats not yet taken by the design.
  std::size_t pending() const { return queue_.size(); }
  std::uint64_t beats() const { return beats_; }

  void sample() override;
  void drive() override;
  void reset() override;
  bool idle() const override { return queue_.empty(); }

 private:
  Axi4StreamSignals signals_;
  Stall stall_;
  std::deque<StreamBeat> queue_;
  std::vector<std::uint8_t> all_ones_;
  bool valid_ = false;
  std::uint64_t beats_ = 0;
};

/// Takes the design's output stream. Checks that TVALID and its payload hold until TREADY.
class Axi4StreamSink final : public BusModel {
 public:
  Axi4StreamSink(std::string name, const Axi4StreamSignals& signals,
                 const Axi4StreamOptions& options = {},
                 ViolationHandler on_violation = throw_violation);

  /// Beats received and not yet taken by the bench; `data` and `keep` have the port's storage size.
  std::deque<StreamBeat>& received() { return monitor_.received(); }
  const std::deque<StreamBeat>& received() const { return monitor_.received(); }
  std::uint64_t beats() const { return monitor_.beats(); }

  void sample() override { monitor_.sample(); }
  void drive() override { signals_.tready.set(stall_() ? 0 : 1); }
  void reset() override { monitor_.reset(); }
  bool idle() const override { return monitor_.idle(); }

 private:
  Axi4StreamSignals signals_;
  Stall stall_;
  Axi4StreamMonitor monitor_;
};

}  // namespace lightloop::bus
