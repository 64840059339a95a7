// SPDX-License-Identifier: Apache-2.0
// The two ends of the analogue link in SystemC: a paced source of symbols and a sink.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/serdes/stage_module.hpp"
#include "sim/verilated/systemc.hpp"

namespace lightloop::serdes {

/// Sends queued symbols in blocks of up to `block_ui` UI; a block of N UI takes N UI of simulated
/// time. Times are rounded to the resolution of the kernel without the error adding up. UI are
/// counted through the life of the source; nothing is sent while the queue is empty.
class SymbolSource : public sc_core::sc_module {
 public:
  sc_core::sc_port<BlockWriteIf<SymbolBlock>> out{"out"};

  SymbolSource(const sc_core::sc_module_name& name, double baud_hz, std::size_t block_ui);

  /// Queues symbols. The world of the source must be current (Simulation::activate()).
  void send(std::span<const std::uint8_t> symbols);

  /// Index that the next queued symbol will have.
  std::uint64_t next_ui() const { return next_ui_ + (queue_.size() - sent_); }

  /// Drops what is queued and starts a new stream at UI 0.
  void restart(double baud_hz, std::size_t block_ui);

 private:
  void run();
  sc_core::sc_time time_of(std::uint64_t ui) const;

  double baud_hz_;
  std::size_t block_ui_;
  std::vector<std::uint8_t> queue_;
  std::size_t sent_ = 0;       ///< symbols of queue_ that are on their way
  std::uint64_t next_ui_ = 0;  ///< index of queue_[sent_]
  bool block_open_ = false;    ///< block_ is being transmitted and ends now
  SymbolBlock block_;
  sc_core::sc_time epoch_;  ///< time of UI 0
  sc_core::sc_event wake_;
};

/// Collects symbols, and pauses the simulation when it has as many as it was told to wait for.
class SymbolSink : public sc_core::sc_module, private BlockWriteIf<SymbolBlock> {
 public:
  sc_core::sc_export<BlockWriteIf<SymbolBlock>> in{"in"};

  explicit SymbolSink(const sc_core::sc_module_name& name) : sc_module(name) { in(*this); }

  /// Forgets what was collected; sc_pause() when `count` symbols have come since.
  void expect(std::size_t count) {
    symbols_.clear();
    symbols_.reserve(count);
    expected_ = count;
  }
  bool complete() const { return symbols_.size() >= expected_; }
  const std::vector<std::uint8_t>& symbols() const { return symbols_; }

  /// Removes the first `count` of symbols(), which must be there, and expects nothing any more.
  std::vector<std::uint8_t> take(std::size_t count);

  /// Forgets what was collected and expects nothing any more.
  void clear() { expect(0); }

 private:
  void write(const SymbolBlock& block) override;

  std::vector<std::uint8_t> symbols_;
  std::size_t expected_ = 0;
};

}  // namespace lightloop::serdes
