// SPDX-License-Identifier: Apache-2.0
// Tasks send frames into an AXI4-Stream input of the model.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/bus/axi4_stream.hpp"
#include "testbenches/lib/scheduler.hpp"
#include "testbenches/lib/waiter.hpp"

namespace lightloop::testbench {

/// On bus::Axi4StreamSource, with its random gaps.
///
///   StreamSource source(bench, "in", LIGHTLOOP_AXI4_STREAM_SIGNALS(model, s_axis),
///                       {.stall_percent = 30, .seed = 1});
///   co_await source.send(bytes);      // until the model has taken its last beat
class StreamSource {
 public:
  /// Attaches itself to `host`, a Bench or a CoroutineHook, and must outlive its runs.
  template <typename Host>
  StreamSource(Host& host, std::string name, const bus::Axi4StreamSignals& signals,
               const bus::Axi4StreamOptions& options = {})
      : name_(std::move(name)), core_(signals, options) {
    host.attach(*this);
  }
  StreamSource(const StreamSource&) = delete;
  StreamSource& operator=(const StreamSource&) = delete;

  /// Waits until the model has taken all beats that were queued before.
  class Drained : public ListNode {
   public:
    Drained(StreamSource& source, std::uint64_t beats) : source_(&source), beats_(beats) {}
    bool ready() const { return source_->core_.beats() >= beats_; }
    void arm(Waiter& waiter) {
      waiter_ = &waiter;
      source_->waiting_.push_back(*this);
    }
    void result() const {}
    std::string what() const { return source_->name_ + ": the last beat to be taken"; }

   private:
    friend class StreamSource;
    StreamSource* source_;
    std::uint64_t beats_;
    Waiter* waiter_ = nullptr;
  };

  /// Queues `data`, cut into beats with TLAST on the last. It is queued by the call; co_await the
  /// result, or drop it to go on at once.
  Drained send(std::span<const std::uint8_t> data) {
    core_.push_packet(data);
    return drained();
  }
  /// The same for beats that say all themselves.
  Drained send(std::span<const bus::StreamBeat> beats) {
    for (const bus::StreamBeat& beat : beats) core_.push(beat);
    return drained();
  }
  Drained send(const std::vector<std::uint8_t>& data) { return send(std::span(data)); }
  Drained send(const std::vector<bus::StreamBeat>& beats) { return send(std::span(beats)); }
  Drained drained() { return {*this, core_.beats() + core_.pending()}; }

  /// Beats that the model has taken, and that it has not.
  std::uint64_t beats() const { return core_.beats(); }
  std::size_t pending() const { return core_.pending(); }

  // What the host calls around each rising edge.
  void drive() { core_.drive(); }
  void sample() {
    core_.sample();
    // In the order of sending, which is that of their counts.
    while (!waiting_.empty() && waiting_.front().ready()) {
      Waiter& waiter = *waiting_.pop_front()->waiter_;
      waiter.task().scheduler().make_ready(waiter);
    }
  }
  /// Forgets what is queued: who waits for it is not woken.
  void reset() {
    core_.reset();
    while (waiting_.pop_front() != nullptr) {
    }
  }

 private:
  std::string name_;
  bus::Axi4StreamSource core_;
  IntrusiveList<Drained> waiting_;
};

}  // namespace lightloop::testbench
