// SPDX-License-Identifier: Apache-2.0
// Watches the frames on a stream of the model, in either direction.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "sim/bus/axi4_stream_monitor.hpp"
#include "testbenches/lib/clock.hpp"
#include "testbenches/lib/queue.hpp"
#include "testbenches/lib/stream_frame.hpp"

namespace lightloop::testbench {

/// On bus::Axi4StreamMonitor, with its check of the stream's rules. Drives nothing. Each frame,
/// with the cycles of its first and last beat, goes to a function, or to a queue for recv().
class StreamMonitor {
 public:
  using FrameHandler = std::function<void(StreamFrame frame)>;

  /// Frames go to frames(). Attaches itself to `host`, a Bench or a CoroutineHook, and must outlive
  /// its runs.
  template <typename Host>
  StreamMonitor(Host& host, const std::string& name, const bus::Axi4StreamSignals& signals,
                bus::ViolationHandler on_violation = bus::throw_violation)
      : clock_(&host.clock()),
        core_(name, signals, std::move(on_violation)),
        assembler_(signals),
        frames_(0, name + ": a frame") {
    host.attach(*this);
  }
  StreamMonitor(const StreamMonitor&) = delete;
  StreamMonitor& operator=(const StreamMonitor&) = delete;

  /// From now on frames go to `handler`, at the rising edge at which their last beat is
  /// transferred.
  void on_frame(FrameHandler handler) { handler_ = std::move(handler); }

  Queue<StreamFrame>::Get recv() { return frames_.get(); }
  Queue<StreamFrame>& frames() { return frames_; }
  std::uint64_t beats() const { return core_.beats(); }
  bool in_frame() const { return assembler_.begun(); }

  // What the host calls around each rising edge.
  void drive() {}
  void sample() {
    core_.sample();
    while (!core_.received().empty()) {
      const bool whole = assembler_.add(std::move(core_.received().front()), clock_->cycle());
      core_.received().pop_front();
      if (!whole) continue;
      if (handler_) {
        handler_(assembler_.take());
      } else {
        frames_.try_put(assembler_.take());
      }
    }
  }
  void reset() {
    core_.reset();
    assembler_.reset();
  }

 private:
  Clock* clock_;
  bus::Axi4StreamMonitor core_;
  FrameAssembler assembler_;
  FrameHandler handler_;
  Queue<StreamFrame> frames_;
};

}  // namespace lightloop::testbench
