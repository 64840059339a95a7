// SPDX-License-Identifier: Apache-2.0
// Lanes that are late, permuted, or not what they should be.
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <stdexcept>

#include "tests/golden/pcs/pcs_link.hpp"

namespace lightloop::golden::pcs {
namespace {

using phy::EthernetRate;
using phy::MiiWord;

class PcsAlignment : public PcsLink {};

TEST_P(PcsAlignment, AnyOrderAndSkewWithin180ns) {
  const Link link(GetParam(), 4);
  for (const unsigned seed : {1U, 2U, 3U}) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    std::vector<std::size_t> delay(lanes());
    for (std::size_t& bits : delay) bits = 7 + random() % (limit() + 1);
    delay[random() % lanes()] = 7;
    delay[random() % lanes()] = 7 + limit();
    const std::vector<int> order = shuffled(lanes(), seed);
    Received received(link.config);
    received.feed(arrive(link.lanes, order, delay, whole_steps(4 * period()), seed));
    ASSERT_TRUE(received.receiver.aligner().aligned());
    EXPECT_EQ(received.receiver.aligner().counters().alignments, 1U);
    const std::size_t latest = *std::ranges::max_element(delay);
    for (std::size_t i = 0; i < lanes(); ++i) {
      const ReceivedLane lane = received.receiver.aligner().received_lane(static_cast<int>(i));
      EXPECT_EQ(lane.id, order[i]);
      EXPECT_EQ(lane.delay, latest - delay[i]);
    }
    const FecPositionCounters port = received.receiver.groups().counters().port();
    EXPECT_EQ(port.bins[0], port.codewords);
    EXPECT_EQ(received.receiver.groups().blocks().received_status(), 4U);
    expect_tail(received, link, 1000);
  }
}

TEST_P(PcsAlignment, SkewJustBeyondIsRefusedLaneByLane) {
  const Link link(GetParam(), 3);
  for (std::size_t lane = 0; lane < lanes(); lane += 5) {
    for (const std::size_t more : {0U, 1U}) {
      std::vector<std::size_t> delay(lanes(), 100);
      delay[lane] = 100 + limit() + more;
      Received received(link.config);
      received.feed(arrive(link.lanes, in_order(lanes()), delay, whole_steps(3 * period()), 5));
      EXPECT_EQ(received.receiver.aligner().aligned(), more == 0) << lane;
      EXPECT_EQ(received.restarts(RestartReason::kSkewExceeded) > 0, more == 1) << lane;
      if (more == 1) {
        EXPECT_EQ(std::ranges::count(received.words, phy::kLocalFaultWord),
                  static_cast<std::ptrdiff_t>(received.words.size()));
      }
    }
  }
}

TEST_P(PcsAlignment, MarkersAllOverThePeriodAreRefusedToo) {
  // There is always one that has just come; waiting for the others must end all the same.
  const Link link(GetParam(), 5);
  std::vector<std::size_t> delay(lanes());
  for (std::size_t i = 0; i < lanes(); ++i) delay[i] = i % 3 * period() / 3;
  Received received(link.config);
  received.feed(arrive(link.lanes, in_order(lanes()), delay, whole_steps(5 * period()), 5));
  EXPECT_FALSE(received.receiver.aligner().aligned());
  EXPECT_GT(received.restarts(RestartReason::kSkewExceeded), 0U);
}

TEST_P(PcsAlignment, ShortestPeriod) {
  // Every place that a step can end at, within a period of three steps.
  PcsTransmitterConfig sent;
  sent.rate = GetParam();
  sent.am_period = 120;
  PcsTransmitter transmitter(sent);
  Lanes made(lanes());
  transmitter.feed(
      std::vector<MiiWord>(10 * 160 * static_cast<std::size_t>(phy::shape(GetParam()).flows),
                           phy::kIdleWord),
      made);
  PcsReceiverConfig config;
  config.groups.rate = GetParam();
  config.groups.am_period = 120;
  for (std::size_t first = 0; first < step(); first += 97) {
    std::vector<std::size_t> delay(lanes(), first);
    delay[1] += 3 * step() / 2 - 1;
    Received received(config);
    received.feed(arrive(made, in_order(lanes()), delay, 9 * step(), 5));
    EXPECT_TRUE(received.receiver.aligner().aligned()) << first;
  }
  config.groups.am_period = 80;
  EXPECT_THROW(PcsReceiver{config}, std::invalid_argument);
}

TEST_P(PcsAlignment, WaitsForTheLaterLanesOfAPeriod) {
  // Lane 0 is early, and locks a period after the others, at a marker that is theirs to come.
  const Link link(GetParam(), 4);
  Lanes lanes_now = link.lanes;
  for (const std::size_t k : {0U, 1U, 3U, 4U}) lanes_now[0][k] ^= 0x3FF;
  std::vector<std::size_t> delay(lanes(), 50 + limit());
  delay[0] = 50;
  Received received(link.config);
  received.feed(arrive(lanes_now, in_order(lanes()), delay, whole_steps(4 * period()), 5));
  EXPECT_EQ(received.restarts(RestartReason::kSkewExceeded), 0U);
  EXPECT_TRUE(received.receiver.aligner().aligned());
}

TEST_P(PcsAlignment, AlignerGivesTheCodewordsBack) {
  PcsTransmitterConfig sent;
  sent.rate = GetParam();
  sent.am_period = short_period(GetParam());
  PcsTransmitter transmitter(sent);
  Lanes made(lanes());
  transmitter.feed(random_frames(period_words(GetParam()), 2), made);
  LaneAligner aligner({GetParam(), short_period(GetParam()), {}, 3, 1, 5});
  std::vector<std::size_t> delay(lanes());
  for (std::size_t i = 0; i < lanes(); ++i) delay[i] = 3 * i;
  std::vector<FecSymbol> groups;
  aligner.feed(arrive(made, shuffled(lanes(), 3), delay, whole_steps(period()), 1), groups);
  const std::vector<FecSymbol>& codewords = transmitter.stages().codewords;
  ASSERT_GE(groups.size(), codewords.size() * 9 / 10);
  ASSERT_LE(groups.size(), codewords.size());
  EXPECT_TRUE(std::equal(groups.begin(), groups.end(), codewords.begin()));
}

TEST_P(PcsAlignment, LanesMayComeInPiecesOfAnyLength) {
  const Link link(GetParam(), 3);
  const Lanes wires = arrive(link.lanes, shuffled(lanes(), 4), std::vector<std::size_t>(lanes(), 5),
                             whole_steps(3 * period()), 7);
  Received whole(link.config);
  whole.feed(wires);
  Received pieces(link.config);
  std::mt19937 random(3);
  std::vector<std::size_t> at(lanes());
  const auto all_sent = [&] {
    for (std::size_t i = 0; i < lanes(); ++i) {
      if (at[i] < wires[i].size()) return false;
    }
    return true;
  };
  while (!all_sent()) {
    Lanes part;
    for (std::size_t i = 0; i < lanes(); ++i) {
      const std::size_t count = std::min<std::size_t>(random() % 700, wires[i].size() - at[i]);
      const auto first = wires[i].begin() + static_cast<std::ptrdiff_t>(at[i]);
      part.emplace_back(first, first + static_cast<std::ptrdiff_t>(count));
      at[i] += count;
    }
    pieces.feed(part);
  }
  EXPECT_EQ(pieces.words, whole.words);
}

TEST_P(PcsAlignment, RefusesAnotherNumberOfLanes) {
  PcsReceiverConfig config;
  config.groups.rate = GetParam();
  PcsReceiver receiver(config);
  std::vector<MiiWord> words;
  EXPECT_THROW(receiver.feed(Lanes(lanes() - 1), words), std::invalid_argument);
}

TEST(PcsReceiver, RefusesWhatItCannotDo) {
  const auto refused = [](auto change) {
    PcsReceiverConfig config;
    change(config);
    EXPECT_THROW(PcsReceiver{config}, std::invalid_argument);
  };
  refused([](auto& c) { c.groups.am_period = 39; });
  refused([](auto& c) { c.groups.deal_66b = 3; });
  refused([](auto& c) { c.groups.descrambler_seed = {1, 2}; });
  refused([](auto& c) { c.groups.status_flow = 2; });
  refused([](auto& c) { c.groups.status_flow = -1; });
  refused([](auto& c) { c.groups.cw_bad = 0; });
  refused([](auto& c) { c.groups.hi_ser.window = 0; });
  refused([](auto& c) { c.groups.degrade.interval = 0; });
  refused([](auto& c) { c.lanes.am_good = 0; });
  refused([](auto& c) { c.lanes.markers = phy::default_markers(EthernetRate::k200g); });
}

TEST_P(PcsAlignment, TwoLanesWithOneIdAreRefused) {
  const Link link(GetParam(), 3);
  std::vector<int> order = in_order(lanes());
  order[3] = 5;
  Received received(link.config);
  received.feed(arrive(link.lanes, order, std::vector<std::size_t>(lanes(), 33),
                       whole_steps(3 * period()), 6));
  EXPECT_FALSE(received.receiver.aligner().aligned());
  EXPECT_GT(received.restarts(RestartReason::kDuplicateId), 0U);
}

TEST_P(PcsAlignment, CutAnywhereGivesTheSame) {
  const Link link(GetParam(), 3);
  std::vector<std::size_t> delay(lanes());
  for (std::size_t i = 0; i < lanes(); ++i) delay[i] = 50 * i;
  Lanes wires = arrive(link.lanes, shuffled(lanes(), 4), delay, whole_steps(3 * period()), 7);
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    std::vector<FecSymbol>& wire = wires[random() % lanes()];
    wire[random() % wire.size()] ^= static_cast<FecSymbol>(1U << (random() % 10));
  }
  Received whole(link.config);
  whole.feed(wires);
  for (const unsigned seed : {1U, 2U}) {
    Received pieces(link.config);
    for (std::size_t at = 0; at < wires[0].size();) {
      const std::size_t count =
          std::min<std::size_t>(random() % (seed == 1 ? 50 : 1000), wires[0].size() - at);
      Lanes part;
      for (const std::vector<FecSymbol>& wire : wires) {
        part.emplace_back(wire.begin() + static_cast<std::ptrdiff_t>(at),
                          wire.begin() + static_cast<std::ptrdiff_t>(at + count));
      }
      pieces.feed(part);
      at += count;
    }
    EXPECT_EQ(pieces.words, whole.words);
    EXPECT_EQ(pieces.receiver.groups().counters(), whole.receiver.groups().counters());
  }
}

INSTANTIATE_TEST_SUITE_P(Rates, PcsAlignment, testing::ValuesIn(phy::kEthernetRates), rate_name);

}  // namespace
}  // namespace lightloop::golden::pcs
