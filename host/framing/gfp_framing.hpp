// SPDX-License-Identifier: Apache-2.0
// Ethernet frames on a stream of bytes by GFP style core headers, the bytes cut into FEC messages
// LSB first, each message scrambled. gfp_header.hpp has the headers, message_scrambler.hpp the
// scrambler, which takes the place of GFP's x^43 + 1: that one would lose the frame after every
// damaged one while it fills.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "host/base/symbol_stream.hpp"
#include "host/framing/framing.hpp"
#include "host/framing/gfp_header.hpp"
#include "host/framing/message_scrambler.hpp"

namespace lightloop::host {

class GfpTransmitter : public FrameTransmitter {
 public:
  std::size_t longest_frame() const override { return 262144; }
  void queue(const Frame& frame) override;
  std::size_t queued_bytes() const override;
  void next_messages(std::span<golden::FecSymbol> messages) override;

 private:
  std::uint8_t next_byte();

  std::deque<std::uint8_t> bytes_;
  std::size_t idle_bytes_ = 0;  ///< at the head of bytes_, the rest of an idle frame
  bool packing_frame_ = false;  ///< the bits left in packer_ are those of a frame
  BytesToSymbols packer_;
  MessageScrambler scrambler_;
};

/// In step it jumps from core header to core header. Out of step it looks at every byte for an idle
/// frame, or for a core header with the frame header that must follow: 32 or 80 bits that agree, so
/// one find is enough and no second one is waited for.
class GfpReceiver : public FrameReceiver {
 public:
  void take_messages(std::span<const golden::FecSymbol> messages) override;
  std::optional<Frame> next_frame() override;
  FrameReceiverCounters counters() const override { return counters_; }

 private:
  /// Whether anything was consumed: false means that more bytes are needed.
  bool step();
  bool step_in_frame_order();
  bool step_searching();
  void deliver(std::span<const std::uint8_t> payload);

  std::vector<std::uint8_t> bytes_;
  std::size_t position_ = 0;  ///< first byte of bytes_ not consumed
  bool in_step_ = false;
  SymbolsToBytes unpacker_;
  MessageScrambler scrambler_;
  Frame partial_;  ///< the pieces of a frame that have come
  std::deque<Frame> frames_;
  FrameReceiverCounters counters_;
};

}  // namespace lightloop::host
