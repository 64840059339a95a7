// SPDX-License-Identifier: Apache-2.0
// AXI4-Stream source and sink.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "sim/bus/bus_model.hpp"
#include "sim/bus/signal.hpp"
#include "sim/bus/stall.hpp"

namespace lightloop::bus {

/// One stream's ports under the specification's names. What a stream does not have stays
/// unconnected. A missing tready means that the stream cannot be held back.
struct Axi4StreamSignals {
  Signal tvalid{}, tready{}, tdata{}, tkeep{}, tlast{}, tuser{}, tid{}, tdest{};
};

/// One transfer. `data` and `keep` are bytes, least significant first; shorter ones than the port
/// are filled with 0 (an empty `keep` with ones).
struct StreamBeat {
  std::vector<std::uint8_t> data{};
  bool last = false;
  std::uint64_t user = 0;
  std::vector<std::uint8_t> keep{};
  std::uint64_t id = 0;
  std::uint64_t dest = 0;
  friend bool operator==(const StreamBeat&, const StreamBeat&) = default;
};

struct Axi4StreamOptions {
  unsigned stall_percent = 0;  ///< source: gaps between beats; sink: TREADY low
  std::uint64_t seed = 1;
};

/// Drives the design's input stream (tvalid, tdata, ... are its inputs, tready its output).
class Axi4StreamSource final : public BusModel {
 public:
  explicit Axi4StreamSource(const Axi4StreamSignals& signals,
                            const Axi4StreamOptions& options = {});

  /// Queues a beat.
  void push(StreamBeat beat) { queue_.push_back(std::move(beat)); }
  /// Queues a packet: `data` cut into beats of the port's width in whole bytes, tlast on the last.
  void push_packet(std::span<const std::uint8_t> data);
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
  std::deque<StreamBeat>& received() { return received_; }
  const std::deque<StreamBeat>& received() const { return received_; }
  std::uint64_t beats() const { return beats_; }

  void sample() override;
  void drive() override;
  void reset() override;
  bool idle() const override { return !waited_; }

 private:
  StreamBeat read_beat() const;

  std::string name_;
  Axi4StreamSignals signals_;
  ViolationHandler on_violation_;
  Stall stall_;
  std::deque<StreamBeat> received_;
  bool ready_ = false;
  bool waited_ = false;
  StreamBeat waiting_;
  std::uint64_t clock_ = 0;
  std::uint64_t beats_ = 0;
};

}  // namespace lightloop::bus
