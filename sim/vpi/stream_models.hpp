// SPDX-License-Identifier: Apache-2.0
// AXI4-Stream for tests: whole frames in, whole frames out.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sim/bus/axi4_stream.hpp"
#include "sim/vpi/bus_models.hpp"

namespace lightloop::vpi {

/// One frame: the bytes that tkeep lets pass, up to the beat with tlast. A stream without tlast has
/// frames of one beat.
struct StreamFrame {
  std::vector<std::uint8_t> data;
  std::uint64_t id = 0;    ///< of the first beat
  std::uint64_t dest = 0;  ///< likewise
  std::uint64_t user = 0;  ///< of the last beat, where errors are flagged
};

enum class StreamRole : std::uint8_t { kSource, kSink, kMonitor };

/// The ports <prefix>_tvalid, _tready and so on; tvalid and tdata must be there, and tdata has
/// whole bytes. Throws std::invalid_argument, also for one that a model of this role drives and
/// that the design drives too.
bus::Axi4StreamSignals stream_ports(Design& design, const std::string& prefix, StreamRole role);

class StreamSource final : public HostedBus {
 public:
  StreamSource(const bus::Axi4StreamSignals& ports, const bus::Axi4StreamOptions& options)
      : HostedBus({ports.tvalid}), source_(ports, options), ports_(ports) {}

  /// Queues a frame; id, dest and user are those of each of its beats. Throws std::invalid_argument
  /// for a frame without a byte, and for numbers that the ports do not hold.
  void send(StreamFrame frame);
  /// Frames that the design has not taken completely.
  std::size_t waiting() const { return frames_.size() + (source_.pending() != 0 ? 1 : 0); }
  void clear() { frames_.clear(); }

  /// An event: a frame was taken completely.
  bool sample() override;
  void drive() override;
  /// What is left of a frame that has begun is dropped, an event; the others wait.
  bool reset() override;

 private:
  bus::Axi4StreamSource source_;
  bus::Axi4StreamSignals ports_;
  std::deque<StreamFrame> frames_;
};

/// A sink, or a monitor, which drives nothing.
class StreamReceiver final : public HostedBus {
 public:
  /// `model` is one or the other.
  StreamReceiver(std::unique_ptr<bus::BusModel> model, std::deque<bus::StreamBeat>& beats,
                 const bus::Axi4StreamSignals& ports, std::vector<bus::Signal> offers)
      : HostedBus(std::move(offers)), model_(std::move(model)), beats_(beats), ports_(ports) {}

  static std::unique_ptr<StreamReceiver> sink(std::string name, const bus::Axi4StreamSignals& ports,
                                              const bus::Axi4StreamOptions& options);
  static std::unique_ptr<StreamReceiver> monitor(std::string name,
                                                 const bus::Axi4StreamSignals& ports);

  /// Complete ones.
  std::deque<StreamFrame>& frames() { return frames_; }

  /// An event: a frame is complete.
  bool sample() override;
  void drive() override { model_->drive(); }
  bool reset() override;

 private:
  bool add(const bus::StreamBeat& beat);

  std::unique_ptr<bus::BusModel> model_;
  std::deque<bus::StreamBeat>& beats_;
  bus::Axi4StreamSignals ports_;
  StreamFrame frame_;
  bool begun_ = false;
  std::deque<StreamFrame> frames_;
};

}  // namespace lightloop::vpi
