// SPDX-License-Identifier: Apache-2.0
// Watches an AXI4-Stream without taking part in it.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "sim/bus/axi4_stream_signals.hpp"
#include "sim/bus/bus_model.hpp"

namespace lightloop::bus {

/// Collects the beats that are transferred on a stream, in either direction. Checks that TVALID and
/// its payload hold until TREADY (AXI4-Stream, 2.2.1). Drives nothing.
class Axi4StreamMonitor final : public BusModel {
 public:
  Axi4StreamMonitor(std::string name, const Axi4StreamSignals& signals,
                    ViolationHandler on_violation = throw_violation);

  /// Beats transferred and not yet taken by the bench; `data` and `keep` have the port's storage
  /// size.
  std::deque<StreamBeat>& received() { return received_; }
  const std::deque<StreamBeat>& received() const { return received_; }
  std::uint64_t beats() const { return beats_; }

  void sample() override;
  void drive() override {}
  void reset() override;
  /// No beat waits for TREADY.
  bool idle() const override { return !waited_; }

 private:
  StreamBeat read_beat() const;

  std::string name_;
  Axi4StreamSignals signals_;
  ViolationHandler on_violation_;
  std::deque<StreamBeat> received_;
  bool waited_ = false;
  StreamBeat waiting_;
  std::uint64_t clock_ = 0;
  std::uint64_t beats_ = 0;
};

}  // namespace lightloop::bus
