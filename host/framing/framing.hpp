// SPDX-License-Identifier: Apache-2.0
// How Ethernet frames become FEC messages and come back: the seat of the PCS. What stands behind
// these two interfaces today is a GFP style framing (gfp_framing.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sim/golden/rs_code.hpp"

namespace lightloop::host {

/// One Ethernet frame, destination address to payload, without FCS: the framing adds and checks it.
/// The sequence number travels beside the frame, so that the far end can tell which frame it is.
struct Frame {
  std::uint32_t sequence = 0;
  std::vector<std::uint8_t> bytes;
  friend bool operator==(const Frame&, const Frame&) = default;
};

class FrameTransmitter {
 public:
  virtual ~FrameTransmitter() = default;

  /// The longest frame that queue() takes, in bytes.
  virtual std::size_t longest_frame() const = 0;

  /// Puts a frame at the end of the queue. Throws std::invalid_argument for one too long.
  virtual void queue(const Frame& frame) = 0;

  /// Bytes of the queue, framing included, that no message has taken yet.
  virtual std::size_t queued_bytes() const = 0;

  /// The next messages of the code, k symbols each; idle frames fill what the queue does not.
  /// Throws std::invalid_argument when the size is no multiple of k.
  virtual void next_messages(std::span<golden::FecSymbol> messages) = 0;
};

/// What a receiver has seen.
struct FrameReceiverCounters {
  std::uint64_t frames = 0;              ///< delivered: headers and FCS good
  std::uint64_t fcs_errors = 0;          ///< dropped: FCS wrong
  std::uint64_t header_errors = 0;       ///< dropped: delineated, but its frame header is damaged
  std::uint64_t corrected_headers = 0;   ///< core headers with a single bit error, corrected
  std::uint64_t delineation_losses = 0;  ///< how often the receiver had to search for a frame start
  friend bool operator==(const FrameReceiverCounters&, const FrameReceiverCounters&) = default;
};

class FrameReceiver {
 public:
  virtual ~FrameReceiver() = default;

  /// Takes decoded messages, k symbols each, in order. Damaged ones too: whatever arrives, frames
  /// that are delivered have a good FCS, and the receiver finds the next whole frame again.
  virtual void take_messages(std::span<const golden::FecSymbol> messages) = 0;

  /// The next good frame, in order of arrival; nothing when none is waiting.
  virtual std::optional<Frame> next_frame() = 0;

  virtual FrameReceiverCounters counters() const = 0;
};

}  // namespace lightloop::host
