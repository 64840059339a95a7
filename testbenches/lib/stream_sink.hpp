// SPDX-License-Identifier: Apache-2.0
// Tasks take frames from an AXI4-Stream output of the model.
#pragma once

#include <string>
#include <utility>

#include "sim/bus/axi4_stream.hpp"
#include "testbenches/lib/clock.hpp"
#include "testbenches/lib/queue.hpp"
#include "testbenches/lib/stream_frame.hpp"

namespace lightloop::testbench {

/// On bus::Axi4StreamSink, with its random back-pressure and its check of the stream's rules.
///
///   StreamSink sink(bench, "out", LIGHTLOOP_AXI4_STREAM_SIGNALS(model, m_axis),
///                   {.stall_percent = 30, .seed = 2});
///   const StreamFrame frame = co_await sink.recv();
class StreamSink {
 public:
  /// Attaches itself to `host`, a Bench or a CoroutineHook, and must outlive its runs.
  template <typename Host>
  StreamSink(Host& host, const std::string& name, const bus::Axi4StreamSignals& signals,
             const bus::Axi4StreamOptions& options = {},
             bus::ViolationHandler on_violation = bus::throw_violation)
      : clock_(&host.clock()),
        core_(name, signals, options, std::move(on_violation)),
        assembler_(signals),
        frames_(0, name + ": a frame") {
    host.attach(*this);
  }
  StreamSink(const StreamSink&) = delete;
  StreamSink& operator=(const StreamSink&) = delete;

  /// The next whole frame, in order; goes on at the rising edge at which its last beat is taken.
  Queue<StreamFrame>::Get recv() { return frames_.get(); }
  /// Whole frames that nobody has taken.
  Queue<StreamFrame>& frames() { return frames_; }
  /// Beats taken from the model.
  std::uint64_t beats() const { return core_.beats(); }
  /// The stream is in the middle of a frame.
  bool in_frame() const { return assembler_.begun(); }

  // What the host calls around each rising edge.
  void drive() { core_.drive(); }
  void sample() {
    core_.sample();
    while (!core_.received().empty()) {
      const bool whole = assembler_.add(std::move(core_.received().front()), clock_->cycle());
      core_.received().pop_front();
      if (whole) frames_.try_put(assembler_.take());
    }
  }
  /// Forgets the beats of a frame that is not whole; whole ones stay.
  void reset() {
    core_.reset();
    assembler_.reset();
  }

 private:
  Clock* clock_;
  bus::Axi4StreamSink core_;
  FrameAssembler assembler_;
  Queue<StreamFrame> frames_;
};

}  // namespace lightloop::testbench
