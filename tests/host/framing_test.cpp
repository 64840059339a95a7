// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <random>

#include "host/framing/gfp_framing.hpp"
#include "host/framing/gfp_header.hpp"
#include "host/framing/message_scrambler.hpp"

namespace lightloop::host {
namespace {

constexpr std::size_t kMessage = MessageScrambler::kMessageSymbols;

std::vector<std::uint8_t> octets(std::string_view text) { return {text.begin(), text.end()}; }

std::vector<Frame> random_frames(std::mt19937& random, std::uint32_t count, std::size_t longest) {
  std::vector<Frame> frames;
  for (std::uint32_t i = 0; i < count; ++i) {
    Frame frame{i, std::vector<std::uint8_t>(random() % (longest + 1))};
    for (auto& byte : frame.bytes) byte = static_cast<std::uint8_t>(random());
    frames.push_back(std::move(frame));
  }
  return frames;
}

std::vector<golden::FecSymbol> messages_of(const std::vector<Frame>& frames) {
  GfpTransmitter transmitter;
  for (const auto& frame : frames) transmitter.queue(frame);
  std::vector<golden::FecSymbol> messages;
  while (transmitter.queued_bytes() > 0) {
    messages.resize(messages.size() + kMessage);
    transmitter.next_messages(std::span(messages).last(kMessage));
  }
  return messages;
}

std::vector<Frame> frames_of(GfpReceiver& receiver, std::span<const golden::FecSymbol> messages) {
  receiver.take_messages(messages);
  std::vector<Frame> frames;
  while (auto frame = receiver.next_frame()) frames.push_back(*std::move(frame));
  return frames;
}

TEST(GfpHeader, KnownAnswers) {
  // CRC-32 and CRC-16 check values of the string 123456789: CBF43926 and 31C3.
  EXPECT_EQ(gfp::ethernet_fcs(octets("123456789")),
            (std::array<std::uint8_t, 4>{0x26, 0x39, 0xF4, 0xCB}));
  // An idle frame is the scrambler pattern itself: G.7041 6.2.1.
  EXPECT_EQ(gfp::encode_core_header(0), (gfp::CoreHeader{0xB6, 0xAB, 0x31, 0xE0}));
  // PLI 0001: cHEC is x^16 mod x^16+x^12+x^5+1 = 1021.
  EXPECT_EQ(gfp::encode_core_header(1), (gfp::CoreHeader{0xB6, 0xAA, 0x21, 0xC1}));
}

TEST(GfpHeader, EverySingleBitErrorOfACoreHeaderIsCorrected) {
  for (const std::uint16_t length : {0, 14, 1518, 65535})
    for (std::size_t bit = 0; bit < 32; ++bit) {
      auto header = gfp::encode_core_header(length);
      header[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
      EXPECT_FALSE(gfp::decode_core_header(header, false));
      const auto result = gfp::decode_core_header(header, true);
      ASSERT_TRUE(result) << bit;
      EXPECT_EQ(result->payload_length, length);
      EXPECT_TRUE(result->corrected);
    }
}

TEST(GfpHeader, FrameHeaderCarriesTheSequenceNumberAndSeesDamage) {
  for (const bool more : {false, true}) {
    const gfp::FrameHeaderFields fields{0x89ABCDEF, more};
    const auto header = gfp::encode_frame_header(fields);
    EXPECT_EQ(gfp::decode_frame_header(header), fields);
    for (std::size_t bit = 0; bit < header.size() * 8; ++bit) {
      auto damaged = header;
      damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
      EXPECT_FALSE(gfp::decode_frame_header(damaged)) << bit;
    }
  }
}

TEST(MessageScrambler, SequenceObeysItsPolynomialFromAllOnes) {
  const MessageScrambler scrambler;
  std::vector<golden::FecSymbol> message(kMessage, 0);
  scrambler.apply(message);
  const auto bit = [&message](std::size_t n) { return (message[n / 10] >> (n % 10)) & 1; };
  for (std::size_t n = 0; n < 16; ++n) EXPECT_EQ(bit(n), 1);
  for (std::size_t n = 16; n < kMessage * 10; ++n)
    ASSERT_EQ(bit(n), bit(n - 1) ^ bit(n - 3) ^ bit(n - 12) ^ bit(n - 16)) << n;
}

TEST(MessageScrambler, IsItsOwnInverse) {
  const MessageScrambler scrambler;
  std::vector<golden::FecSymbol> message(kMessage, 0x155);
  scrambler.apply(message);
  scrambler.apply(message);
  EXPECT_EQ(message, std::vector<golden::FecSymbol>(kMessage, 0x155));
}

TEST(GfpFraming, FramesOfAllSizesComeBackInOrder) {
  std::mt19937 random(20240601);
  auto frames = random_frames(random, 300, 1518);
  frames[7].bytes.clear();
  frames[8].bytes.resize(gfp::kLongestPiece, 0xA5);
  GfpReceiver receiver;
  EXPECT_EQ(frames_of(receiver, messages_of(frames)), frames);
  EXPECT_EQ(receiver.counters(), (FrameReceiverCounters{.frames = 300}));
}

TEST(GfpFraming, FramesLongerThanAPieceComeBack) {
  std::vector<Frame> frames;
  for (const std::size_t length : {65520, 65521, 65522, 65549, 131041, 131042, 131043, 262144})
    frames.push_back({static_cast<std::uint32_t>(frames.size()),
                      std::vector<std::uint8_t>(length, static_cast<std::uint8_t>(length))});
  GfpReceiver receiver;
  EXPECT_EQ(frames_of(receiver, messages_of(frames)), frames);
  EXPECT_EQ(receiver.counters(), (FrameReceiverCounters{.frames = frames.size()}));
}

// Whichever piece is destroyed, and whatever comes before and behind.
TEST(GfpFraming, ADestroyedPieceCostsItsFrame) {
  const std::vector<Frame> frames{{0, octets("before")},
                                  {1, std::vector<std::uint8_t>(200000, 0xA5)},
                                  {2, std::vector<std::uint8_t>(100000, 0x5A)},
                                  {3, octets("behind")}};
  const auto good = messages_of(frames);
  // Among them 306, with the headers of the second frame's last piece.
  for (std::size_t message = 6; message * kMessage < good.size() * 2 / 3 - kMessage;
       message += 30) {
    auto messages = good;
    for (auto& symbol : std::span(messages).subspan(message * kMessage, kMessage)) symbol ^= 0x155;
    GfpReceiver receiver;
    EXPECT_EQ(frames_of(receiver, messages), (std::vector{frames[0], frames[2], frames[3]}))
        << message;
  }
}

TEST(GfpFraming, TheLastBitOfTheLastFrameIsSent) {
  // Frame lengths around those that fill a message to the bit (642.5 bytes, 18 of them overhead).
  for (std::size_t length = 600; length < 660; ++length) {
    const std::vector<Frame> frames{{0, std::vector<std::uint8_t>(length, 0x5A)}};
    GfpReceiver receiver;
    EXPECT_EQ(frames_of(receiver, messages_of(frames)), frames) << length;
  }
}

TEST(GfpFraming, IdleFramesFillAnEmptyQueue) {
  GfpTransmitter transmitter;
  std::vector<golden::FecSymbol> messages(4 * kMessage);
  transmitter.next_messages(messages);
  EXPECT_EQ(transmitter.queued_bytes(), 0U);
  GfpReceiver receiver;
  EXPECT_TRUE(frames_of(receiver, messages).empty());
  // A frame after them is found.
  const Frame frame{5, octets("after idle")};
  transmitter.queue(frame);
  transmitter.next_messages(messages);
  EXPECT_EQ(frames_of(receiver, messages), std::vector<Frame>{frame});
  EXPECT_EQ(receiver.counters(), (FrameReceiverCounters{.frames = 1}));
}

TEST(GfpFraming, ResultDoesNotDependOnHowMessagesAreCut) {
  std::mt19937 random(3);
  const auto frames = random_frames(random, 50, 900);
  const auto messages = messages_of(frames);
  GfpReceiver receiver;
  std::vector<Frame> received;
  for (std::size_t i = 0; i < messages.size(); i += kMessage)
    for (auto& frame : frames_of(receiver, std::span(messages).subspan(i, kMessage)))
      received.push_back(std::move(frame));
  EXPECT_EQ(received, frames);
}

TEST(GfpFraming, ADestroyedMessageCostsOnlyTheFramesInIt) {
  std::mt19937 random(17);
  const auto frames = random_frames(random, 200, 300);
  const auto good = messages_of(frames);
  for (std::size_t destroyed = 0; destroyed < good.size() / kMessage; destroyed += 5) {
    auto messages = good;
    for (auto& symbol : std::span(messages).subspan(destroyed * kMessage, kMessage))
      symbol = static_cast<golden::FecSymbol>(random() & 0x3FF);
    GfpReceiver receiver;
    const auto received = frames_of(receiver, messages);
    // A message of 642.5 bytes touches few frames of 150 bytes on average.
    std::size_t touched = 0;
    std::size_t position = 0;
    for (const auto& frame : frames) {
      const std::size_t end = position + (frame.bytes.size() + gfp::kOverheadBytes) * 8;
      const std::size_t first = destroyed * kMessage * 10;
      if (end > first && position < first + kMessage * 10) ++touched;
      position = end;
    }
    EXPECT_EQ(received.size() + touched, frames.size()) << "message " << destroyed;
    for (const auto& frame : received) EXPECT_EQ(frame, frames[frame.sequence]);
  }
}

TEST(GfpFraming, RandomBitErrorsNeverPassAsGoodFrames) {
  std::mt19937 random(99);
  const auto frames = random_frames(random, 400, 400);
  auto messages = messages_of(frames);
  for (int i = 0; i < 150; ++i)
    messages[random() % messages.size()] ^= static_cast<golden::FecSymbol>(1U << (random() % 10));
  GfpReceiver receiver;
  const auto received = frames_of(receiver, messages);
  for (const auto& frame : received) {
    ASSERT_LT(frame.sequence, frames.size());
    EXPECT_EQ(frame, frames[frame.sequence]);
  }
  const auto counters = receiver.counters();
  EXPECT_GT(counters.fcs_errors, 50U);
  EXPECT_GT(counters.header_errors, 0U);
  EXPECT_GT(counters.corrected_headers, 0U);
  EXPECT_EQ(counters.frames, received.size());
  EXPECT_GE(received.size() + 150, frames.size());
}

TEST(GfpFraming, RefusesWhatItCannotCarry) {
  GfpTransmitter transmitter;
  EXPECT_EQ(transmitter.longest_frame(), 262144U);
  EXPECT_THROW(transmitter.queue({0, std::vector<std::uint8_t>(262145)}), std::invalid_argument);
  std::vector<golden::FecSymbol> part(kMessage - 1);
  EXPECT_THROW(transmitter.next_messages(part), std::invalid_argument);
  GfpReceiver receiver;
  EXPECT_THROW(receiver.take_messages(part), std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::host
