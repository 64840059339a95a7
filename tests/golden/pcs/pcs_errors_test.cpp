// SPDX-License-Identifier: Apache-2.0
// Lanes with wrong bits, slips and lost markers.
#include <gtest/gtest.h>
#include <random>

#include "tests/golden/pcs/pcs_link.hpp"

namespace lightloop::golden::pcs {
namespace {

using phy::EthernetRate;
using phy::MiiWord;

class PcsErrors : public PcsLink {};

TEST_P(PcsErrors, FramesSurviveWhatTheCodeCorrects) {
  const Link link(GetParam(), 5);
  Lanes lanes_now = link.lanes;
  std::mt19937 random(31);
  std::uint64_t hit = 0;
  // BER 2.4e-4: one bit in 4167, each symbol at most once.
  for (std::vector<FecSymbol>& lane : lanes_now) {
    for (std::size_t at = random() % 417; at < lane.size(); at += 1 + random() % 833) {
      lane[at] ^= static_cast<FecSymbol>(1U << (random() % 10));
      ++hit;
    }
  }
  Received received(link.config);
  received.feed(arrive(lanes_now, shuffled(lanes(), 9), std::vector<std::size_t>(lanes(), 13),
                       whole_steps(5 * period()), 8));
  const FecPositionCounters port = received.receiver.groups().counters().port();
  EXPECT_EQ(port.uncorrectable_codewords, 0U);
  EXPECT_GT(port.corrected_symbols, hit * 7 / 10) << "all but the first period";
  std::uint64_t by_lane = 0;
  for (const std::uint64_t n : received.receiver.groups().counters().lane_corrected_symbols) {
    by_lane += n;
  }
  EXPECT_EQ(by_lane, port.corrected_symbols);
  expect_tail(received, link, 1000);
}

// Spoils one codeword position of a group on the lanes; lanes begin with group 0.
void spoil(Lanes& lanes, EthernetRate rate, std::size_t group, int position, int symbols) {
  const LaneMap map(rate);
  const auto per_group = static_cast<std::size_t>(map.group_symbols());
  for (int lane = 0; lane < map.lanes() && symbols > 0; ++lane) {
    const auto sources = map.sent_by(lane);
    for (std::size_t k = 12; k < sources.size() && symbols > 0; ++k) {
      if (sources[k] / kCodewordSymbols != static_cast<std::size_t>(position)) continue;
      lanes[static_cast<std::size_t>(lane)][group * per_group + k] ^= 0x155;
      --symbols;
    }
  }
}

TEST_P(PcsErrors, ThreeUncorrectableInARowInOnePositionLoseAlignment) {
  const EthernetRate rate = GetParam();
  const std::size_t groups = period_groups(rate);
  for (int position = 0; position < phy::shape(rate).positions(); ++position) {
    for (const bool third : {false, true}) {
      const Link link(rate, 5);
      Lanes lanes_now = link.lanes;
      const std::size_t at = groups + 3;
      spoil(lanes_now, rate, at, position, 16);
      spoil(lanes_now, rate, at + 1, position, 16);
      spoil(lanes_now, rate, at + 2, position, third ? 16 : 15);
      spoil(lanes_now, rate, at + 3, position, third ? 0 : 16);
      Received received(link.config);
      received.feed(arrive(lanes_now, in_order(lanes()), std::vector<std::size_t>(lanes(), 0),
                           whole_steps(5 * period()), 8));
      EXPECT_EQ(received.restarts(RestartReason::kCodewords), third ? 1U : 0U) << position;
      EXPECT_EQ(received.receiver.aligner().counters().alignments, third ? 2U : 1U);
      EXPECT_EQ(received.receiver.groups()
                    .counters()
                    .positions[static_cast<std::size_t>(position)]
                    .uncorrectable_codewords,
                3U);
      EXPECT_TRUE(received.receiver.aligner().aligned()) << "the way back";
      expect_tail(received, link, 1000);
    }
  }
}

TEST_P(PcsErrors, ThreeInDifferentPositionsDoNot) {
  const EthernetRate rate = GetParam();
  const Link link(rate, 3);
  Lanes lanes_now = link.lanes;
  const std::size_t at = period_groups(rate) + 3;
  spoil(lanes_now, rate, at, 0, 16);
  spoil(lanes_now, rate, at + 1, 1, 16);
  spoil(lanes_now, rate, at + 2, 0, 16);
  Received received(link.config);
  received.feed(arrive(lanes_now, in_order(lanes()), std::vector<std::size_t>(lanes(), 0),
                       whole_steps(3 * period()), 8));
  EXPECT_EQ(received.receiver.aligner().counters().alignments, 1U);
  EXPECT_TRUE(received.receiver.aligner().aligned());
}

TEST_P(PcsErrors, ABitSlipOrASwapIsFoundAndHealed) {
  for (const bool slip : {true, false}) {
    SCOPED_TRACE(slip ? "slip" : "swap");
    const Link link(GetParam(), 6);
    std::vector<std::size_t> delay(lanes(), 20);
    Lanes wires = arrive(link.lanes, in_order(lanes()), delay, whole_steps(6 * period()), 3);
    const std::size_t at = (2 * period() + period() / 3) / 10;
    if (slip) {
      LaneBitList bits = bits_of(wires[2]);
      bits.erase(bits.begin() + static_cast<std::ptrdiff_t>(10 * at));
      bits.push_back(0);
      wires[2] = symbols_of(bits);
    } else {
      for (std::size_t i = at; i < wires[0].size(); ++i) std::swap(wires[0][i], wires[1][i]);
    }
    Received received(link.config);
    received.feed(wires);
    EXPECT_EQ(received.restarts(RestartReason::kCodewords), 1U);
    EXPECT_EQ(received.receiver.aligner().counters().alignments, 2U);
    ASSERT_TRUE(received.receiver.aligner().aligned());
    if (!slip) {
      EXPECT_EQ(received.receiver.aligner().received_lane(0).id, 1);
      EXPECT_EQ(received.receiver.aligner().received_lane(1).id, 0);
    }
    expect_tail(received, link, 1000);
  }
}

TEST_P(PcsErrors, MarkersLostOnOneLaneLoseTheLock) {
  // Markers alone are spoiled, in nibbles far apart, few enough for the code.
  const Link link(GetParam(), 10);
  Lanes lanes_now = link.lanes;
  const std::size_t symbols = period() / 10;
  for (std::size_t m = 2; m < 7; ++m) {
    for (const std::size_t k : {0U, 1U, 3U, 4U}) lanes_now[1][m * symbols + k] ^= 0x3FF;
  }
  Received received(link.config);
  received.feed(arrive(lanes_now, in_order(lanes()), std::vector<std::size_t>(lanes(), 40),
                       whole_steps(10 * period()), 3));
  EXPECT_EQ(received.restarts(RestartReason::kLockLost), 1U);
  EXPECT_EQ(received.receiver.aligner().counters().alignments, 2U);
  EXPECT_EQ(received.receiver.groups().counters().port().uncorrectable_codewords, 0U);
  expect_tail(received, link, 1000);
}

INSTANTIATE_TEST_SUITE_P(Rates, PcsErrors, testing::ValuesIn(phy::kEthernetRates), rate_name);

}  // namespace
}  // namespace lightloop::golden::pcs
