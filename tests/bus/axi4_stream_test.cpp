// SPDX-License-Identifier: Apache-2.0
#include "sim/bus/axi4_stream.hpp"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>

namespace lightloop::bus {
namespace {

// One wire bundle: what a source drives and a sink sees.
struct Pins {
  std::uint8_t tvalid = 0, tready = 0, tlast = 0, tuser = 0;
  std::uint64_t tkeep = 0;
  std::array<std::uint32_t, 10> tdata{};
  Axi4StreamSignals signals() {
    Axi4StreamSignals s;
    s.tvalid = {tvalid, 1};
    s.tready = {tready, 1};
    s.tlast = {tlast, 1};
    s.tuser = {tuser, 6};
    s.tdata = tdata;
    s.tkeep = {tkeep, 40};
    return s;
  }
};

void clock(Axi4StreamSource& source, Axi4StreamSink& sink) {
  source.sample();
  sink.sample();
  sink.drive();
  source.drive();
}

TEST(Axi4Stream, CarriesBeatsInOrderAtOneAClock) {
  Pins pins;
  Axi4StreamSource source(pins.signals());
  Axi4StreamSink sink("sink", pins.signals());
  for (std::uint8_t i = 0; i < 50; ++i) {
    source.push({.data = {i, 1}, .last = i % 10 == 9, .user = i});
  }
  for (int i = 0; i < 51; ++i) clock(source, sink);
  ASSERT_EQ(sink.received().size(), 50U);
  EXPECT_TRUE(source.idle());
  for (std::uint8_t i = 0; i < 50; ++i) {
    const StreamBeat& beat = sink.received()[i];
    EXPECT_EQ(beat.data[0], i);
    EXPECT_EQ(beat.last, i % 10 == 9);
    EXPECT_EQ(beat.user, i);
  }
}

TEST(Axi4Stream, LosesNothingUnderBackPressure) {
  for (const unsigned percent : {10U, 50U, 90U}) {
    Pins pins;
    Axi4StreamSource source(pins.signals(), {.stall_percent = percent, .seed = 3});
    Axi4StreamSink sink("sink", pins.signals(), {.stall_percent = percent, .seed = 4});
    std::vector<std::uint8_t> packet(1000);
    std::iota(packet.begin(), packet.end(), 0);
    source.push_packet(packet);
    for (int i = 0; i < 20000 && !source.idle(); ++i) clock(source, sink);
    ASSERT_EQ(sink.received().size(), 25U) << percent;
    std::vector<std::uint8_t> received;
    for (const auto& beat : sink.received()) {
      received.insert(received.end(), beat.data.begin(), beat.data.end());
    }
    EXPECT_EQ(received, packet);
    EXPECT_TRUE(sink.received().back().last);
  }
}

TEST(Axi4Stream, MarksTheBytesOfAShortLastBeat) {
  Pins pins;
  Axi4StreamSource source(pins.signals());
  Axi4StreamSink sink("sink", pins.signals());
  source.push_packet(std::vector<std::uint8_t>(43, 0x55));
  for (int i = 0; i < 4; ++i) clock(source, sink);
  ASSERT_EQ(sink.received().size(), 2U);
  EXPECT_EQ(sink.received()[0].keep,
            (std::vector<std::uint8_t>{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0}));
  EXPECT_EQ(sink.received()[1].keep, (std::vector<std::uint8_t>{7, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(sink.received()[1].data[2], 0x55);
  EXPECT_EQ(sink.received()[1].data[3], 0);
}

TEST(Axi4Stream, APacketNeedsAPortOfBytes) {
  std::uint8_t narrow = 0;
  for (const Axi4StreamSignals& signals :
       {Axi4StreamSignals{}, Axi4StreamSignals{.tdata = Signal(narrow, 4)}}) {
    Axi4StreamSource source(signals);
    EXPECT_THROW(source.push_packet(std::vector<std::uint8_t>{1}), std::invalid_argument);
  }
}

TEST(Axi4Stream, SinkReportsValidThatFalls) {
  Pins pins;
  Axi4StreamSink sink("out", pins.signals());
  pins.tvalid = 1;
  sink.sample();  // not ready before the first drive()
  pins.tvalid = 0;
  EXPECT_THAT([&] { sink.sample(); }, testing::ThrowsMessage<ProtocolError>(testing::HasSubstr(
                                          "out: TVALID fell before TREADY, clock 2")));
}

TEST(Axi4Stream, SinkReportsPayloadThatChanges) {
  Pins pins;
  Axi4StreamSink sink("out", pins.signals());
  pins.tvalid = 1;
  sink.sample();
  pins.tdata[2] = 1;
  EXPECT_THAT(
      [&] { sink.sample(); },
      testing::ThrowsMessage<ProtocolError>(testing::AllOf(
          testing::HasSubstr("out: TDATA changed from 0x0"),
          testing::HasSubstr("010000000000000000 while TVALID waited for TREADY, clock 2"))));
}

}  // namespace
}  // namespace lightloop::bus
