// SPDX-License-Identifier: Apache-2.0
// An AXI4-Stream connection between two compute units: a FIFO with an endpoint at either side.
//
// A beat that the source hands over at a clock edge is offered to the sink after that edge, and the
// room of a beat that the sink takes at an edge is offered to the source after it, whichever side
// is looked at first: all units of a connection sample() before any of them drives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sim/bus/signal.hpp"

namespace lightloop::xrt_device {

/// The ports of one stream of a kernel. What it does not have is not connected.
struct StreamSignals {
  bus::Signal tvalid{}, tready{}, tdata{}, tkeep{}, tstrb{}, tlast{}, tid{}, tdest{}, tuser{};
};

/// What drives or takes a stream port of a kernel; called around each clock edge as a bus model is
/// (sim/bus/bus_model.hpp).
class StreamEndpoint {
 public:
  virtual ~StreamEndpoint() = default;
  virtual void sample() = 0;
  virtual void drive() = 0;
  /// Beats moved so far.
  virtual std::uint64_t beats() const = 0;
  /// Those of them that came from outside of the card.
  virtual std::uint64_t supplied() const { return 0; }
  /// It has something for the kernel that the kernel has not taken.
  virtual bool pending() const { return false; }
  /// No more comes: what there is to be written is. Throws std::runtime_error.
  virtual void finish() {}
};

/// Beats of a fixed number of bytes, in order.
class StreamFifo {
 public:
  /// Both at least 1.
  StreamFifo(std::size_t beat_bytes, std::size_t depth)
      : beat_bytes_(beat_bytes), depth_(depth), storage_(beat_bytes * depth) {}

  bool empty() const { return size_ == 0; }
  bool full() const { return size_ == depth_; }
  std::size_t size() const { return size_; }
  /// The place of a beat more; not full() only.
  std::span<std::uint8_t> push() { return place(first_ + size_++); }
  /// The oldest beat; not empty() only.
  std::span<const std::uint8_t> front() { return place(first_); }
  void pop() {
    first_ = (first_ + 1) % depth_;
    --size_;
  }

 private:
  std::span<std::uint8_t> place(std::size_t index) {
    return std::span(storage_).subspan(index % depth_ * beat_bytes_, beat_bytes_);
  }

  std::size_t beat_bytes_;
  std::size_t depth_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
  std::vector<std::uint8_t> storage_;
};

using StreamReport = std::function<void(const std::string& message)>;

/// The two sides of a connection.
struct StreamConnection {
  std::unique_ptr<StreamEndpoint> source_side;  ///< for the unit that sends
  std::unique_ptr<StreamEndpoint> sink_side;    ///< for the unit that takes
};

/// Connects an output stream with an input stream through a FIFO of `depth` beats. What only the
/// sink has is all ones for TKEEP and TSTRB, and 0 for the others. `report` gets the rules that the
/// source breaks. Throws std::runtime_error if the widths differ or the source has no TREADY;
/// `title` names the connection there.
StreamConnection connect_streams(const std::string& title, const StreamSignals& source,
                                 const StreamSignals& sink, std::size_t depth, StreamReport report);

}  // namespace lightloop::xrt_device
