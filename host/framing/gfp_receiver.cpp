// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <stdexcept>
#include <utility>

#include "host/framing/gfp_framing.hpp"

namespace lightloop::host {
namespace {

constexpr std::size_t kFrameHeaderBytes = gfp::kPayloadHeaderBytes + gfp::kExtensionHeaderBytes;

}  // namespace

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
      !gfp::decode_frame_header(rest.subspan(gfp::kCoreHeaderBytes, kFrameHeaderBytes)))
    return lose_step();
  if (core->corrected) ++counters_.corrected_headers;
  if (core->payload_length != 0) deliver(rest.subspan(gfp::kCoreHeaderBytes, core->payload_length));
  position_ += gfp::kCoreHeaderBytes + core->payload_length;
  return true;
}

bool GfpReceiver::step_searching() {
  const std::span<const std::uint8_t> rest = std::span(bytes_).subspan(position_);
  if (rest.size() < gfp::kCoreHeaderBytes + kFrameHeaderBytes) return false;
  const auto core = gfp::decode_core_header(rest.first(gfp::kCoreHeaderBytes), false);
  const bool found =
      core && (core->payload_length == 0 ||
               (core->payload_length >= gfp::kShortestPayload &&
                gfp::decode_frame_header(rest.subspan(gfp::kCoreHeaderBytes, kFrameHeaderBytes))));
  if (found)
    in_step_ = true;
  else
    ++position_;
  return true;
}

void GfpReceiver::deliver(std::span<const std::uint8_t> payload) {
  const auto sequence = gfp::decode_frame_header(payload.first(kFrameHeaderBytes));
  if (!sequence) {
    ++counters_.header_errors;
    return;
  }
  const auto frame =
      payload.subspan(kFrameHeaderBytes, payload.size() - kFrameHeaderBytes - gfp::kFcsBytes);
  const auto fcs = gfp::ethernet_fcs(frame);
  if (!std::ranges::equal(fcs, payload.last(gfp::kFcsBytes))) {
    ++counters_.fcs_errors;
    return;
  }
  ++counters_.frames;
  frames_.push_back(Frame{*sequence, {frame.begin(), frame.end()}});
}

}  // namespace lightloop::host
