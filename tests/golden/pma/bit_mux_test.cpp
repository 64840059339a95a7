// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pma/bit_mux.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <stdexcept>

#include "tests/golden/pma/known_answers.hpp"

namespace lightloop::golden::pma {
namespace {

using testing::ElementsAre;

std::vector<std::span<const Bit>> bit_spans(const LaneStreams<Bit>& lanes) {
  return {lanes.begin(), lanes.end()};
}

LaneStreams<Bit> random_lanes(std::size_t lanes, std::size_t bits, std::mt19937& random) {
  LaneStreams<Bit> streams(lanes, std::vector<Bit>(bits));
  for (std::vector<Bit>& stream : streams) {
    for (Bit& bit : stream) bit = random() & 1U;
  }
  return streams;
}

TEST(BitMux, KnownAnswersOf800G) {
  const KnownRate& rate = known_rates()[2];
  LaneStreams<Bit> aui(8);
  BitMux(bit_mux_32_to_8()).feed(bit_spans(known_lane_bits(rate)), aui);
  for (int lane = 0; lane < 8; ++lane) {
    EXPECT_EQ(packed_sha256(aui[lane]),
              known_answer("pma/known_answers.txt", "800g", "aui8_bitmux", lane));
  }
}

TEST(BitMux, DefaultOrders) {
  EXPECT_THAT(bit_mux_8_to_2(), ElementsAre(ElementsAre(0, 1, 2, 3), ElementsAre(4, 5, 6, 7)));
  EXPECT_EQ(lane_count(bit_mux_16_to_4()), 16U);
  EXPECT_THAT(bit_mux_16_to_4()[3], ElementsAre(12, 13, 14, 15));
  EXPECT_EQ(lane_count(bit_mux_32_to_8()), 32U);
  EXPECT_THAT(bit_mux_32_to_8()[7], ElementsAre(14, 30, 15, 31));
}

TEST(BitMux, TakesBitsOfTheRowInTurn) {
  const LaneStreams<Bit> lanes{{0, 1}, {1, 1}, {0, 0}, {1, 0}};
  LaneStreams<Bit> aui(2);
  BitMux({{2, 1}, {3, 0}}).feed(bit_spans(lanes), aui);
  EXPECT_THAT(aui, ElementsAre(ElementsAre(0, 1, 0, 1), ElementsAre(1, 0, 0, 1)));
}

TEST(BitMux, HowItIsCutChangesNothing) {
  std::mt19937 random(1);
  const LaneStreams<Bit> lanes = random_lanes(16, 1000, random);
  LaneStreams<Bit> whole(4);
  LaneStreams<Bit> cut(4);
  BitMux mux(bit_mux_16_to_4());
  mux.feed(bit_spans(lanes), whole);
  feed_in_pieces(mux, lanes, cut, random);
  EXPECT_EQ(cut, whole);
}

TEST(BitMux, ResetForgetsWhatWaits) {
  BitMux mux({{0, 1}});
  LaneStreams<Bit> aui(1);
  mux.feed(bit_spans({{1}, {}}), aui);
  mux.reset();
  mux.feed(bit_spans({{0}, {1}}), aui);
  EXPECT_THAT(aui[0], ElementsAre(0, 1));
}

// Each of the phases that a receiver may begin with gives every PCS lane whole, somewhere.
TEST(BitDemux, FindsEveryLaneAtEveryPhase) {
  std::mt19937 random(2);
  for (const LaneOrder& order : {bit_mux_16_to_4(), bit_mux_32_to_8()}) {
    const LaneStreams<Bit> lanes = random_lanes(lane_count(order), 300, random);
    LaneStreams<Bit> aui(order.size());
    BitMux(order).feed(bit_spans(lanes), aui);
    for (std::size_t phase = 0; phase < 4; ++phase) {
      LaneStreams<Bit> later = aui;
      for (std::vector<Bit>& stream : later) stream.erase(stream.begin(), stream.begin() + phase);
      LaneStreams<Bit> out(lanes.size());
      BitDemux(order.size(), 4).feed(bit_spans(later), out);
      for (std::size_t i = 0; i < out.size(); ++i) {
        const std::size_t turn = i % 4 + phase;
        const std::vector<Bit>& lane = lanes[order[i / 4][turn % 4]];
        const std::vector<Bit> expected(lane.begin() + turn / 4, lane.end());
        EXPECT_EQ(out[i], expected) << "phase " << phase << ", stream " << i;
      }
    }
  }
}

TEST(BitDemux, HowItIsCutChangesNothing) {
  std::mt19937 random(3);
  const LaneStreams<Bit> aui = random_lanes(3, 1001, random);
  LaneStreams<Bit> whole(15);
  LaneStreams<Bit> cut(15);
  BitDemux demux(3, 5);
  demux.feed(bit_spans(aui), whole);
  demux.reset();
  feed_in_pieces(demux, aui, cut, random);
  EXPECT_EQ(cut, whole);
}

TEST(BitMux, RefusesTablesAndLanesThatDoNotFit) {
  EXPECT_THROW(BitMux(LaneOrder{}), std::invalid_argument);
  EXPECT_THROW(BitMux(LaneOrder(1)), std::invalid_argument);
  EXPECT_THROW(BitMux({{0, 1}, {2}}), std::invalid_argument);
  EXPECT_THROW(BitMux({{0, 1}, {1, 2}}), std::invalid_argument);
  EXPECT_THROW(BitMux({{0, 2}}), std::invalid_argument);
  EXPECT_THROW(BitDemux(0, 4), std::invalid_argument);
  EXPECT_THROW(BitDemux(4, 0), std::invalid_argument);
  BitMux mux({{0, 1}});
  LaneStreams<Bit> one(1);
  LaneStreams<Bit> two(2);
  EXPECT_THROW(mux.feed(bit_spans({{0}}), one), std::invalid_argument);
  EXPECT_THROW(mux.feed(bit_spans({{0}, {0}}), two), std::invalid_argument);
  EXPECT_THROW(mux.feed(bit_spans({{0}, {2}}), one), std::invalid_argument);
  EXPECT_THROW(BitDemux(1, 2).feed(bit_spans({{2}}), two), std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::golden::pma
