// SPDX-License-Identifier: Apache-2.0
#include "host/link/frame_link.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "host/framing/message_scrambler.hpp"

namespace lightloop::host {
namespace {

constexpr std::size_t kMessageSymbols = MessageScrambler::kMessageSymbols;
constexpr std::size_t kMessageBits = kMessageSymbols * golden::kBitsPerFecSymbol;
constexpr std::size_t kBatchMessages = 32;
// A frame that so many later ones have followed does not arrive any more.
constexpr std::size_t kLongestWindow = 65536;

// The frames that are on their way, in order.
class Window {
 public:
  explicit Window(FrameLinkResult& result) : result_(result) {}

  void sent(PcapRecord record) {
    records_.push_back(std::move(record));
    if (records_.size() > kLongestWindow) lose_first();
  }

  // The record of a frame that has arrived; nothing when no such frame is on its way, or when its
  // bytes are others.
  std::optional<PcapRecord> arrived(const Frame& frame) {
    // Sequence numbers start again at 0 behind the last one of 32 bits.
    const std::uint32_t ahead = frame.sequence - first_;
    if (ahead >= records_.size()) return std::nullopt;
    for (std::uint32_t i = 0; i < ahead; ++i) lose_first();
    PcapRecord record = take_first();
    if (record.bytes == frame.bytes) return record;
    ++result_.frames_lost;
    ++result_.frames_altered;
    return std::nullopt;
  }

  void lose_all() {
    while (!records_.empty()) lose_first();
  }

 private:
  PcapRecord take_first() {
    PcapRecord record = std::move(records_.front());
    records_.pop_front();
    ++first_;
    return record;
  }
  void lose_first() {
    static_cast<void>(take_first());
    ++result_.frames_lost;
  }

  FrameLinkResult& result_;
  std::deque<PcapRecord> records_;
  std::uint32_t first_ = 0;  ///< sequence number of the first record
};

}  // namespace

FrameLinkResult send_frames(PcapReader& input, PcapWriter& output, FrameTransmitter& transmitter,
                            FramePath& path, FrameReceiver& receiver, const FrameLinkHooks& hooks) {
  FrameLinkResult result;
  Window window(result);
  std::vector<golden::FecSymbol> messages;
  std::vector<golden::FecSymbol> decoded;
  const auto start = std::chrono::steady_clock::now();
  for (bool more = true; more || transmitter.queued_bytes() > 0;) {
    if (hooks.interrupted()) {
      result.interrupted = true;
      break;
    }
    while (more && transmitter.queued_bytes() * 8 < kBatchMessages * kMessageBits) {
      auto record = input.next();
      if (!record) {
        more = false;
        break;
      }
      transmitter.queue({static_cast<std::uint32_t>(result.frames_sent), record->bytes});
      ++result.frames_sent;
      result.bytes_sent += record->bytes.size();
      window.sent(*std::move(record));
    }
    const std::size_t needed = (transmitter.queued_bytes() * 8 + kMessageBits - 1) / kMessageBits;
    if (needed == 0) break;  // an empty capture
    messages.resize(std::min(needed, kBatchMessages) * kMessageSymbols);
    decoded.resize(messages.size());
    transmitter.next_messages(messages);
    path.transfer(messages, decoded);
    receiver.take_messages(decoded);
    while (const auto frame = receiver.next_frame())
      if (const auto record = window.arrived(*frame)) {
        output.write(*record);
        ++result.frames_received;
        result.bytes_received += record->bytes.size();
      }
    hooks.progress(result.frames_sent);
  }
  window.lose_all();
  result.receiver = receiver.counters();
  result.link = path.counters();
  result.wall_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace lightloop::host
