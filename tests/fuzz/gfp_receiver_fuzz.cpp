// SPDX-License-Identifier: Apache-2.0
// What a frame receiver makes of any bytes instead of messages: two a symbol. Frames that follow
// undamaged are found again.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "host/framing/gfp_framing.hpp"
#include "tests/fuzz/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lightloop;
  constexpr auto kSymbols = static_cast<std::size_t>(host::MessageScrambler::kMessageSymbols);
  std::vector<golden::FecSymbol> messages;
  for (std::size_t i = 0; i + 1 < size; i += 2)
    messages.push_back(static_cast<golden::FecSymbol>((data[i] | data[i + 1] << 8) & 0x3FF));
  // Two messages are a whole number of bytes: those that follow begin at one.
  messages.resize((messages.size() + 2 * kSymbols - 1) / (2 * kSymbols) * (2 * kSymbols));
  // The receiver is to look for frames, not for our scrambler's sequence.
  const host::MessageScrambler scrambler;
  for (std::size_t i = 0; i < messages.size(); i += kSymbols)
    scrambler.apply(std::span(messages).subspan(i, kSymbols));

  host::GfpReceiver receiver;
  receiver.take_messages(messages);
  while (receiver.next_frame()) {
  }

  // A damaged length hides what follows it, a frame of the largest length at most.
  constexpr int kMostMessages = 210;
  host::GfpTransmitter transmitter;
  const host::Frame frame{77, std::vector<std::uint8_t>(60, 0x5A)};
  std::vector<golden::FecSymbol> message(kSymbols);
  bool found = false;
  for (int i = 0; i < kMostMessages && !found; ++i) {
    transmitter.queue(frame);
    transmitter.next_messages(message);
    receiver.take_messages(message);
    while (const auto received = receiver.next_frame()) found = found || *received == frame;
  }
  fuzz::check(found, "the receiver does not find the next good frame");
  return 0;
}
