// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <stdexcept>
#include <utility>

#include "host/framing/gfp_framing.hpp"

namespace lightloop::host {

void GfpReceiver::take_messages(std::span<const golden::FecSymbol> messages) {
  constexpr auto kSymbols = static_cast<std::size_t>(MessageScrambler::kMessageSymbols);
  if (messages.size() % kSymbols != 0)
    throw std::invalid_argument(
        fmt::format("{} symbols are no whole number of messages of {}", messages.size(), kSymbols));
  std::array<golden::FecSymbol, kSymbols> message{};
  for (; !messages.empty(); messages = messages.subspan(kSymbols)) {
    std::copy_n(messages.begin(), kSymbols, message.begin());
    scrambler_.apply(message);
    for (const auto symbol : message) unpacker_.put(symbol, bytes_);
  }
  while (step()) {
  }
  bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(position_));
  position_ = 0;
}

std::optional<Frame> GfpReceiver::next_frame() {
  if (frames_.empty()) return std::nullopt;
  Frame frame = std::move(frames_.front());
  frames_.pop_front();
  return frame;
}

bool GfpReceiver::step() { return in_step_ ? step_in_frame_order() : step_searching(); }

bool GfpReceiver::step_in_frame_order() {
  const std::span<const std::uint8_t> rest = std::span(bytes_).subspan(position_);
  if (rest.size() < gfp::kCoreHeaderBytes) return false;
  const auto core = gfp::decode_core_header(rest.first(gfp::kCoreHeaderBytes), true);
  const auto lose_step = [this] {
    in_step_ = false;
    ++counters_.delineation_losses;
    return true;
  };
  // Lengths that no frame of ours has are as good as a failed cHEC.
  if (!core || (core->payload_length != 0 && core->payload_length < gfp::kShortestPayload))
    return lose_step();
  if (rest.size() < gfp::kCoreHeaderBytes + core->payload_length) return false;
  // Several wrong bits can look like one: believe a repaired length only when a frame follows it.
  if (core->corrected && core->payload_length != 0 &&
      !gfp::decode_frame_header(rest.subspan(gfp::kCoreHeaderBytes, gfp::kFrameHeaderBytes)))
    return lose_step();
  if (core->corrected) ++counters_.corrected_headers;
  if (core->payload_length != 0) deliver(rest.subspan(gfp::kCoreHeaderBytes, core->payload_length));
  position_ += gfp::kCoreHeaderBytes + core->payload_length;
  return true;
}

bool GfpReceiver::step_searching() {
  const std::span<const std::uint8_t> rest = std::span(bytes_).subspan(position_);
  if (rest.size() < gfp::kCoreHeaderBytes + gfp::kFrameHeaderBytes) return false;
  const auto core = gfp::decode_core_header(rest.first(gfp::kCoreHeaderBytes), false);
  const bool found =
      core &&
      (core->payload_length == 0 ||
       (core->payload_length >= gfp::kShortestPayload &&
        gfp::decode_frame_header(rest.subspan(gfp::kCoreHeaderBytes, gfp::kFrameHeaderBytes))));
  if (found)
    in_step_ = true;
  else
    ++position_;
  return true;
}

void GfpReceiver::deliver(std::span<const std::uint8_t> payload) {
  const auto header = gfp::decode_frame_header(payload.first(gfp::kFrameHeaderBytes));
  if (!header) {
    ++counters_.header_errors;
    return;
  }
  if (header->sequence != partial_.sequence) partial_ = {header->sequence, {}};
  const auto piece = payload.subspan(gfp::kFrameHeaderBytes);
  partial_.bytes.insert(partial_.bytes.end(), piece.begin(), piece.end());
  if (header->more) return;
  // A piece that was lost shows in the FCS too.
  Frame frame = std::exchange(partial_, {});
  const std::size_t size = frame.bytes.size() - gfp::kFcsBytes;
  const std::span<const std::uint8_t> bytes(frame.bytes);
  if (!std::ranges::equal(gfp::ethernet_fcs(bytes.first(size)), bytes.subspan(size))) {
    ++counters_.fcs_errors;
    return;
  }
  frame.bytes.resize(size);
  ++counters_.frames;
  frames_.push_back(std::move(frame));
}

}  // namespace lightloop::host
