// SPDX-License-Identifier: Apache-2.0
// The pieces of a capture that are on their way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "host/framing/framing.hpp"
#include "host/pcap/pcap_reader.hpp"
#include "host/pcap/pcap_writer.hpp"

namespace lightloop::host {

/// Holds the pieces between the oldest frame that has not arrived and the newest one sent, and
/// writes them in order as frames arrive or are lost.
class FrameWindow {
 public:
  /// A frame that so much has followed (bytes of memory) does not arrive any more. A sender must
  /// not put so much behind a frame that has not been sent yet.
  static constexpr std::size_t kMostBytes = std::size_t{64} << 20;

  explicit FrameWindow(PcapWriter& output) : output_(output) {}

  /// Takes a piece that holds no frame. Throws InputError from the output, as the others do.
  void pass(PcapPiece piece);
  /// Takes a piece whose frame travels, its first `size` bytes with the framing's FCS behind them.
  /// Frames have the sequence numbers 0, 1, ... in 32 bits.
  void sent(PcapPiece piece, std::size_t size);
  /// Writes the frame's piece if its bytes are those that were sent, and says whether they are;
  /// nothing for a frame that is not on its way.
  std::optional<bool> arrived(const Frame& frame);
  /// What has not arrived is lost.
  void lose_all();

  std::uint64_t lost() const { return lost_; }
  /// Memory that a piece takes.
  static std::size_t bytes_of(const PcapPiece& piece);

 private:
  struct Entry {
    PcapPiece piece;
    std::size_t sent_size = 0;
  };

  void push(Entry entry);
  Entry pop();
  void write(const PcapPiece& piece);
  /// Writes what stands before the first frame.
  void flush();
  void lose_first();

  PcapWriter& output_;
  std::deque<Entry> entries_;  ///< the first one is a frame
  std::size_t bytes_ = 0;
  std::uint32_t frames_ = 0;
  std::uint32_t first_ = 0;  ///< sequence number of the first frame
  std::uint64_t lost_ = 0;
  std::optional<std::uint64_t>
      section_;  ///< where in the output it began, while none of it is lost
};

}  // namespace lightloop::host
