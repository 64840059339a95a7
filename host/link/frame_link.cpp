// SPDX-License-Identifier: Apache-2.0
#include "host/link/frame_link.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "host/base/errors.hpp"
#include "host/framing/gfp_header.hpp"
#include "host/framing/message_scrambler.hpp"
#include "host/link/frame_window.hpp"

namespace lightloop::host {
namespace {

constexpr std::size_t kMessageSymbols = MessageScrambler::kMessageSymbols;
constexpr std::size_t kMessageBits = kMessageSymbols * golden::kBitsPerFecSymbol;
constexpr std::size_t kBatchMessages = 32;
// What holds no frame is read to so many bytes before the frames that wait are sent.
constexpr std::size_t kMostOtherBytes = 1 << 20;

// Takes frames from a capture and puts them before the transmitter.
class Sender {
 public:
  Sender(PcapReader& input, FrameTransmitter& transmitter, FrameWindow& window,
         FrameLinkResult& result)
      : input_(input), transmitter_(transmitter), window_(window), result_(result) {}

  // Queues frames for the next batch of messages.
  void fill() {
    for (std::size_t other = 0; more_ && other < kMostOtherBytes &&
                                transmitter_.queued_bytes() * 8 < kBatchMessages * kMessageBits;) {
      auto piece = next();
      if (!piece) {
        more_ = false;
      } else if (piece->frame) {
        send(*std::move(piece));
      } else {
        other += FrameWindow::bytes_of(*piece);
        window_.pass(*std::move(piece));
      }
    }
  }

  bool more() const { return more_; }
  void stop() { more_ = false; }

 private:
  std::optional<PcapPiece> next() {
    try {
      return input_.next();
    } catch (const InputError& error) {
      result_.input_error = error.what();
      return std::nullopt;
    }
  }

  void send(PcapPiece piece) {
    const CapturedFrame& captured = *piece.frame;
    auto bytes = std::span<const std::uint8_t>(piece.bytes).subspan(captured.offset, captured.size);
    if (captured.cut) ++result_.frames_cut;
    if (captured.has_fcs) {
      const auto without = bytes.first(bytes.size() - gfp::kFcsBytes);
      if (std::ranges::equal(gfp::ethernet_fcs(without), bytes.last(gfp::kFcsBytes))) {
        bytes = without;
        ++result_.frames_with_fcs;
      } else {
        ++result_.frames_with_wrong_fcs;
      }
    }
    transmitter_.queue(
        {static_cast<std::uint32_t>(result_.frames_sent), {bytes.begin(), bytes.end()}});
    ++result_.frames_sent;
    result_.bytes_sent += bytes.size();
    window_.sent(std::move(piece), bytes.size());
  }

  PcapReader& input_;
  FrameTransmitter& transmitter_;
  FrameWindow& window_;
  FrameLinkResult& result_;
  bool more_ = true;
};

}  // namespace

FrameLinkResult send_frames(PcapReader& input, PcapWriter& output, FrameTransmitter& transmitter,
                            FramePath& path, FrameReceiver& receiver, const FrameLinkHooks& hooks) {
  FrameLinkResult result;
  FrameWindow window(output);
  Sender sender(input, transmitter, window, result);
  std::vector<golden::FecSymbol> messages;
  std::vector<golden::FecSymbol> decoded;
  const auto start = std::chrono::steady_clock::now();
  while (sender.more() || transmitter.queued_bytes() > 0) {
    if (sender.more() && hooks.interrupted()) {
      result.interrupted = true;
      sender.stop();
    }
    sender.fill();
    const std::size_t needed = (transmitter.queued_bytes() * 8 + kMessageBits - 1) / kMessageBits;
    if (needed == 0) continue;
    messages.resize(std::min(needed, kBatchMessages) * kMessageSymbols);
    decoded.resize(messages.size());
    transmitter.next_messages(messages);
    try {
      path.transfer(messages, decoded);
    } catch (const std::exception&) {
      result.failure = std::current_exception();
      break;
    }
    receiver.take_messages(decoded);
    while (const auto frame = receiver.next_frame()) {
      const auto good = window.arrived(*frame);
      if (good && *good) {
        ++result.frames_received;
        result.bytes_received += frame->bytes.size();
      } else if (good) {
        ++result.frames_altered;
      }
    }
    hooks.progress(result.frames_sent);
  }
  window.lose_all();
  result.frames_lost = window.lost();
  result.receiver = receiver.counters();
  result.link = path.counters();
  result.wall_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace lightloop::host
