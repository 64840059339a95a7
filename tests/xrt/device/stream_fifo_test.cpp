// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/stream_fifo.hpp"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/xrt/device/stream_ports.hpp"

namespace lightloop::xrt_device {
namespace {

using testing::HasSubstr;
using xrt_test::StreamPorts;

class StreamFifoTest : public testing::Test {
 protected:
  void connect(std::size_t depth) {
    connection_ = connect_streams("a.out to b.in", source_.signals(), sink_.signals(), depth,
                                  [this](const std::string& message) { said_ += message; });
    clock();
  }
  // An edge: the source offers `data` with VALID, the sink is READY or not. Says what was moved.
  struct Moved {
    bool in = false;
    bool out = false;
    friend bool operator==(const Moved&, const Moved&) = default;
  };
  Moved clock(bool valid = false, bool ready = false) {
    source_.valid = valid ? 1 : 0;
    sink_.ready = ready ? 1 : 0;
    const Moved moved{valid && source_.ready != 0, sink_.valid != 0 && ready};
    if (sink_first_) {
      connection_.sink_side->sample();
      connection_.source_side->sample();
      connection_.sink_side->drive();
      connection_.source_side->drive();
    } else {
      connection_.source_side->sample();
      connection_.sink_side->sample();
      connection_.source_side->drive();
      connection_.sink_side->drive();
    }
    return moved;
  }

  StreamPorts source_, sink_;
  StreamConnection connection_;
  std::string said_;
  bool sink_first_ = false;
};

TEST_F(StreamFifoTest, HoldsSoManyBeatsAsItIsDeep) {
  for (const std::size_t depth : {std::size_t{1}, std::size_t{2}, std::size_t{5}}) {
    connect(depth);
    std::size_t taken = 0;
    for (int i = 0; i < 20; ++i) taken += clock(true, false).in ? 1 : 0;
    EXPECT_EQ(taken, depth);
    EXPECT_EQ(connection_.source_side->beats(), depth);
  }
}

// One clock from side to side, and a beat a clock with a depth of two and more, whichever side is
// looked at first.
TEST_F(StreamFifoTest, MovesABeatAClock) {
  for (const bool sink_first : {false, true}) {
    sink_first_ = sink_first;
    for (const auto& [depth, expected] :
         std::array<std::pair<std::size_t, int>, 3>{{{1, 10}, {2, 19}, {8, 19}}}) {
      connect(depth);
      int out = 0;
      EXPECT_EQ(clock(true, true), (Moved{true, false}));
      for (int i = 0; i < 19; ++i) out += clock(true, true).out ? 1 : 0;
      EXPECT_EQ(out, expected) << depth;
    }
  }
}

TEST_F(StreamFifoTest, SaysWhetherABeatWaits) {
  connect(3);
  EXPECT_FALSE(connection_.sink_side->pending());
  clock(true, false);
  EXPECT_TRUE(connection_.sink_side->pending());
  EXPECT_FALSE(connection_.source_side->pending());
  clock(false, true);
  EXPECT_FALSE(connection_.sink_side->pending());
  EXPECT_EQ(connection_.sink_side->supplied(), 0U) << "it came from another kernel";
}

TEST_F(StreamFifoTest, KeepsTheOrderAndAllOfABeat) {
  connect(3);
  for (std::uint32_t i = 0; i < 3; ++i) {
    source_.data = 0xabcd0000 + i;
    source_.keep = static_cast<std::uint8_t>(i + 1);
    source_.last = i == 2 ? 1 : 0;
    EXPECT_TRUE(clock(true, false).in);
  }
  for (std::uint32_t i = 0; i < 3; ++i) {
    EXPECT_EQ(sink_.data, 0xabcd0000 + i);
    EXPECT_EQ(sink_.keep, i + 1);
    EXPECT_EQ(sink_.last, i == 2 ? 1 : 0);
    EXPECT_TRUE(clock(false, true).out);
  }
  EXPECT_EQ(sink_.valid, 0);
}

// What only the sink has.
TEST_F(StreamFifoTest, MissingSignalsHaveTheirDefaults) {
  StreamSignals source = source_.signals();
  source.tkeep = {};
  source.tlast = {};
  sink_.last = 1;
  connection_ = connect_streams("t", source, sink_.signals(), 2, {});
  clock();
  clock(true, false);
  EXPECT_EQ(sink_.keep, 0xf);
  EXPECT_EQ(sink_.last, 0);
}

TEST_F(StreamFifoTest, ASinkWithoutReadyTakesWhatComes) {
  StreamSignals sink = sink_.signals();
  sink.tready = {};
  connection_ = connect_streams("t", source_.signals(), sink, 2, {});
  clock();
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(clock(true, false).in);
  EXPECT_EQ(connection_.sink_side->beats(), 9U);
}

TEST_F(StreamFifoTest, RefusesWhatDoesNotFit) {
  std::uint64_t wide = 0;
  StreamSignals source = source_.signals();
  source.tdata = {wide, 64};
  try {
    connect_streams("a.out to b.in", source, sink_.signals(), 2, {});
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "a.out to b.in: tdata is 64 bits at the source, 32 at the sink");
  }
  source = source_.signals();
  source.tready = {};
  EXPECT_THROW(connect_streams("t", source, sink_.signals(), 2, {}), std::runtime_error);
}

TEST_F(StreamFifoTest, SaysWhenValidFallsTooEarly) {
  connect(1);
  clock(true, false);
  clock(true, false);
  EXPECT_EQ(said_, "");
  clock(false, false);
  EXPECT_EQ(said_, "a.out to b.in: TVALID fell before TREADY");
}

}  // namespace
}  // namespace lightloop::xrt_device
