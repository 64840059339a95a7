// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <stdexcept>

#include "host/framing/gfp_framing.hpp"

namespace lightloop::host {

void GfpTransmitter::queue(const Frame& frame) {
  if (frame.bytes.size() > longest_frame())
    throw std::invalid_argument(fmt::format("frame {} has {} bytes, the framing carries up to {}",
                                            frame.sequence, frame.bytes.size(), longest_frame()));
  const auto append = [this](const auto& part) {
    bytes_.insert(bytes_.end(), part.begin(), part.end());
  };
  const auto append_headers = [&](std::size_t payload_bytes, bool more) {
    append(gfp::encode_core_header(static_cast<std::uint16_t>(payload_bytes)));
    append(gfp::encode_frame_header({frame.sequence, more}));
  };
  std::span<const std::uint8_t> rest(frame.bytes);
  for (; rest.size() > gfp::kLongestPiece; rest = rest.subspan(gfp::kLongestPiece)) {
    append_headers(gfp::kFrameHeaderBytes + gfp::kLongestPiece, true);
    append(rest.first(gfp::kLongestPiece));
  }
  append_headers(gfp::kShortestPayload + rest.size(), false);
  append(rest);
  append(gfp::ethernet_fcs(frame.bytes));
}

void GfpTransmitter::next_messages(std::span<golden::FecSymbol> messages) {
  if (messages.size() % MessageScrambler::kMessageSymbols != 0)
    throw std::invalid_argument(fmt::format("{} symbols are no whole number of messages of {}",
                                            messages.size(), MessageScrambler::kMessageSymbols));
  for (auto& symbol : messages) {
    while (packer_.needs_byte()) packer_.put(next_byte());
    symbol = packer_.take();
  }
  for (; !messages.empty(); messages = messages.subspan(MessageScrambler::kMessageSymbols))
    scrambler_.apply(messages.first(MessageScrambler::kMessageSymbols));
}

std::size_t GfpTransmitter::queued_bytes() const {
  return bytes_.size() - idle_bytes_ + (packing_frame_ && !packer_.empty() ? 1 : 0);
}

std::uint8_t GfpTransmitter::next_byte() {
  if (bytes_.empty()) {
    const auto idle = gfp::encode_core_header(0);
    bytes_.insert(bytes_.end(), idle.begin(), idle.end());
    idle_bytes_ = idle.size();
  }
  packing_frame_ = idle_bytes_ == 0;
  if (idle_bytes_ > 0) --idle_bytes_;
  const std::uint8_t byte = bytes_.front();
  bytes_.pop_front();
  return byte;
}

}  // namespace lightloop::host
