// SPDX-License-Identifier: Apache-2.0
// What travels over an AXI4-Stream between one TLAST and the next.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "sim/bus/axi4_stream_signals.hpp"

namespace lightloop::testbench {

struct StreamFrame {
  std::vector<bus::StreamBeat> beats;
  std::uint64_t first_cycle = 0;  ///< in which the first beat was transferred
  std::uint64_t last_cycle = 0;

  /// The bytes whose TKEEP is 1, all where the stream has no TKEEP, `beat_bytes` of each beat.
  std::vector<std::uint8_t> bytes(std::size_t beat_bytes) const {
    std::vector<std::uint8_t> bytes;
    for (const bus::StreamBeat& beat : beats) {
      for (std::size_t i = 0; i < beat_bytes && i < beat.data.size(); ++i) {
        if (beat.keeps(i)) bytes.push_back(beat.data[i]);
      }
    }
    return bytes;
  }
};

/// Puts beats together to frames. On a stream without TLAST each beat is a frame.
class FrameAssembler {
 public:
  explicit FrameAssembler(const bus::Axi4StreamSignals& signals)
      : has_last_(signals.tlast.connected()) {}

  /// True when `beat` was the last of a frame, which take() then gives.
  bool add(bus::StreamBeat beat, std::uint64_t cycle) {
    if (begun_) {
      frame_.last_cycle = cycle;
    } else {
      frame_ = {.beats = {}, .first_cycle = cycle, .last_cycle = cycle};
      begun_ = true;
    }
    const bool last = beat.last || !has_last_;
    frame_.beats.push_back(std::move(beat));
    if (last) begun_ = false;
    return last;
  }
  StreamFrame take() { return std::move(frame_); }
  /// In the middle of a frame.
  bool begun() const { return begun_; }
  void reset() { begun_ = false; }

 private:
  StreamFrame frame_;
  bool has_last_;
  bool begun_ = false;
};

}  // namespace lightloop::testbench
