// SPDX-License-Identifier: Apache-2.0
// Transmitter and receiver of a port, with lanes between them that are late, permuted and wrong.
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <stdexcept>

#include "sim/golden/pcs/pcs_receiver.hpp"
#include "sim/golden/pcs/pcs_transmitter.hpp"
#include "tests/golden/pcs/known_answers.hpp"
#include "tests/golden/pcs/lane_line.hpp"

namespace lightloop::golden::pcs {
namespace {

using phy::EthernetRate;
using phy::MiiWord;

// 257b blocks from marker to marker, just enough for 180 ns of skew.
std::uint32_t short_period(EthernetRate rate) {
  if (rate == EthernetRate::k1600g) return 1200;
  return rate == EthernetRate::k200g ? 400 : 640;
}
std::size_t period_groups(EthernetRate rate) { return short_period(rate) / phy::kBlocksPerGroup; }

std::size_t step_bits(EthernetRate rate) {
  return static_cast<std::size_t>(10 * phy::shape(rate).group_symbols);
}
std::size_t period_bits(EthernetRate rate) { return step_bits(rate) * period_groups(rate); }
std::size_t period_words(EthernetRate rate) {
  return std::size_t{4} * short_period(rate) * static_cast<std::size_t>(phy::shape(rate).flows);
}

// Frames of random length and content; gaps of random length.
std::vector<MiiWord> random_frames(std::size_t words, unsigned seed) {
  std::mt19937 random(seed);
  known::MiiWriter writer;
  while (writer.words().size() < words) {
    std::vector<std::uint8_t> frame(64 + random() % (random() % 8 == 0 ? 1500 : 100));
    for (std::uint8_t& octet : frame) octet = static_cast<std::uint8_t>(random());
    // Data octets that look like control characters.
    for (const std::uint8_t octet : {0x07, 0xFB, 0xFD, 0xFE, 0x9C}) {
      frame[random() % frame.size()] = octet;
    }
    writer.put_frame(frame);
    writer.words().insert(writer.words().end(), 1 + random() % 5, phy::kIdleWord);
  }
  writer.words().resize(words, phy::kIdleWord);
  return writer.words();
}

// A port's words, what its lanes carry, and a receiver with the same setting.
struct Link {
  explicit Link(EthernetRate rate, std::size_t periods, unsigned seed = 1)
      : shape(phy::shape(rate)) {
    PcsTransmitterConfig sent;
    sent.rate = rate;
    sent.am_period = short_period(rate);
    sent.tx_am_sf = 4;
    words = random_frames(periods * period_words(rate), seed);
    lanes.resize(static_cast<std::size_t>(shape.lanes));
    PcsTransmitter transmitter(sent);
    transmitter.feed(words, lanes);
    config.groups.rate = rate;
    config.groups.am_period = short_period(rate);
  }

  phy::RateShape shape;
  std::vector<MiiWord> words;
  Lanes lanes;
  PcsReceiverConfig config;
};

struct Received {
  explicit Received(const PcsReceiverConfig& config) : receiver(config) {}
  void feed(const Lanes& lanes) { receiver.feed(lanes, words); }
  std::uint64_t restarts(RestartReason reason) const {
    return receiver.aligner().counters().restarts[static_cast<std::size_t>(reason)];
  }
  PcsReceiver receiver;
  std::vector<MiiWord> words;
};

std::vector<MiiWord> without_idle(std::vector<MiiWord> words) {
  std::erase(words, phy::kIdleWord);
  return words;
}

// The words received after the last Local Fault and Error word are the last ones sent.
void expect_tail(const Received& received, const Link& link, std::size_t least) {
  std::vector<MiiWord> tail;
  for (auto word = received.words.rbegin(); word != received.words.rend(); ++word) {
    if (*word == phy::kLocalFaultWord || *word == phy::kErrorWord) break;
    if (*word != phy::kIdleWord) tail.push_back(*word);
  }
  const std::vector<MiiWord> sent = without_idle(link.words);
  EXPECT_GE(tail.size(), least);
  // The end is cut somewhere: the sender's last words may still be on their way.
  std::size_t best = 0;
  for (std::size_t cut = 0; cut < sent.size() && best < tail.size(); ++cut) {
    best = 0;
    while (best < tail.size() && cut + best < sent.size() &&
           tail[best] == sent[sent.size() - 1 - cut - best]) {
      ++best;
    }
  }
  EXPECT_EQ(best, tail.size()) << "what was received was not sent";
}

class PcsLink : public testing::TestWithParam<EthernetRate> {
 protected:
  std::size_t lanes() const { return static_cast<std::size_t>(phy::shape(GetParam()).lanes); }
  std::size_t step() const { return step_bits(GetParam()); }
  std::size_t period() const { return period_bits(GetParam()); }
  std::size_t limit() const { return static_cast<std::size_t>(phy::shape(GetParam()).deskew_bits); }
  std::size_t whole_steps(std::size_t bits) const { return (bits + step() - 1) / step() * step(); }
};

TEST_P(PcsLink, AnyOrderAndSkewWithin180ns) {
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

TEST_P(PcsLink, SkewJustBeyondIsRefusedLaneByLane) {
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

TEST_P(PcsLink, MarkersAllOverThePeriodAreRefusedToo) {
  // There is always one that has just come; waiting for the others must end all the same.
  const Link link(GetParam(), 5);
  std::vector<std::size_t> delay(lanes());
  for (std::size_t i = 0; i < lanes(); ++i) delay[i] = i % 3 * period() / 3;
  Received received(link.config);
  received.feed(arrive(link.lanes, in_order(lanes()), delay, whole_steps(5 * period()), 5));
  EXPECT_FALSE(received.receiver.aligner().aligned());
  EXPECT_GT(received.restarts(RestartReason::kSkewExceeded), 0U);
}

TEST_P(PcsLink, ShortestPeriod) {
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

TEST_P(PcsLink, WaitsForTheLaterLanesOfAPeriod) {
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

TEST_P(PcsLink, AlignerGivesTheCodewordsBack) {
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

TEST_P(PcsLink, LanesMayComeInPiecesOfAnyLength) {
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

TEST_P(PcsLink, RefusesAnotherNumberOfLanes) {
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
  refused([](auto& c) { c.groups.cw_bad = 0; });
  refused([](auto& c) { c.groups.hi_ser.window = 0; });
  refused([](auto& c) { c.groups.degrade.interval = 0; });
  refused([](auto& c) { c.lanes.am_good = 0; });
  refused([](auto& c) { c.lanes.markers = phy::default_markers(EthernetRate::k200g); });
}

TEST_P(PcsLink, TwoLanesWithOneIdAreRefused) {
  const Link link(GetParam(), 3);
  std::vector<int> order = in_order(lanes());
  order[3] = 5;
  Received received(link.config);
  received.feed(arrive(link.lanes, order, std::vector<std::size_t>(lanes(), 33),
                       whole_steps(3 * period()), 6));
  EXPECT_FALSE(received.receiver.aligner().aligned());
  EXPECT_GT(received.restarts(RestartReason::kDuplicateId), 0U);
}

TEST_P(PcsLink, CutAnywhereGivesTheSame) {
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

TEST_P(PcsLink, FramesSurviveWhatTheCodeCorrects) {
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

TEST_P(PcsLink, ThreeUncorrectableInARowInOnePositionLoseAlignment) {
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

TEST_P(PcsLink, ThreeInDifferentPositionsDoNot) {
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

TEST_P(PcsLink, ABitSlipOrASwapIsFoundAndHealed) {
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

TEST_P(PcsLink, MarkersLostOnOneLaneLoseTheLock) {
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

// Feeds the codeword groups alone, without lanes.
class GroupsOnly {
 public:
  explicit GroupsOnly(EthernetRate rate) : rate_(rate) {
    config.rate = rate;
    config.am_period = short_period(rate);
    config.keep_stages = true;
    PcsTransmitterConfig sent;
    sent.rate = rate;
    sent.am_period = short_period(rate);
    PcsTransmitter transmitter(sent);
    Lanes lanes(static_cast<std::size_t>(phy::shape(rate).lanes));
    transmitter.feed(random_frames(3 * period_words(rate), 4), lanes);
    groups = transmitter.stages().codewords;
  }
  void spoil(std::size_t group, int position, std::size_t symbols) {
    const auto positions = static_cast<std::size_t>(phy::shape(rate_).positions());
    for (std::size_t i = 0; i < symbols; ++i) {
      groups[(group * positions + static_cast<std::size_t>(position)) * kCodewordSymbols +
             20 * i] ^= 0x2AA;
    }
  }
  std::vector<std::size_t> bad(std::size_t flow) {
    GroupReceiver receiver(config);
    std::vector<MiiWord> words;
    receiver.feed(groups, words);
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < receiver.blocks().stages().t257[flow].size(); ++i) {
      if (receiver.blocks().stages().t257[flow][i].bad) found.push_back(i);
    }
    return found;
  }
  GroupReceiverConfig config;
  std::vector<FecSymbol> groups;

 private:
  EthernetRate rate_;
};

std::vector<std::size_t> range(std::size_t first, std::size_t end) {
  std::vector<std::size_t> all;
  for (std::size_t i = first; i < end; ++i) all.push_back(i);
  return all;
}

std::vector<std::size_t> operator+(std::vector<std::size_t> a, const std::vector<std::size_t>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST_P(PcsLink, MarksTheGroupAndOneBlockMore) {
  const EthernetRate rate = GetParam();
  const phy::RateShape shape = phy::shape(rate);
  const auto g = static_cast<std::size_t>(shape.marker_blocks);
  const std::size_t groups = period_groups(rate);
  const bool all = rate == EthernetRate::k1600g;
  for (int position = 0; position < shape.positions(); ++position) {
    for (std::size_t f = 0; f < static_cast<std::size_t>(shape.flows); ++f) {
      const bool marked = all || static_cast<std::size_t>(position / 2) == f;
      const auto expected = [&](std::size_t first, std::size_t end) {
        // Block 0 is marked because the descrambler holds nothing yet.
        return first == 0 ? (marked ? range(0, end) : range(0, 1))
                          : range(0, 1) + (marked ? range(first, end) : range(0, 0));
      };
      GroupsOnly first(rate);
      first.spoil(0, position, 16);
      EXPECT_EQ(first.bad(f), expected(0, 40 - g + 1)) << "first group";
      GroupsOnly before_markers(rate);
      before_markers.spoil(groups - 1, position, 16);
      const std::size_t at = 40 * (groups - 1) - g;
      EXPECT_EQ(before_markers.bad(f), expected(at, at + 41)) << "the group before markers";
      GroupsOnly with_markers(rate);
      with_markers.spoil(groups, position, 16);
      EXPECT_EQ(with_markers.bad(f), expected(at + 40, at + 40 + 40 - g + 1));
      GroupsOnly fifteen(rate);
      fifteen.spoil(3, position, 15);
      EXPECT_EQ(fifteen.bad(f), range(0, 1));
    }
  }
}

TEST(MarkScopeOf, CanBeSet) {
  for (const EthernetRate rate : {EthernetRate::k800g, EthernetRate::k1600g}) {
    const auto g = static_cast<std::size_t>(phy::shape(rate).marker_blocks);
    GroupsOnly link(rate);
    link.spoil(2, 1, 16);
    const auto marked = range(0, 1) + range(80 - g, 80 - g + 41);
    link.config.mark_scope = MarkScope::kFlow;
    EXPECT_EQ(link.bad(0), marked);
    EXPECT_EQ(link.bad(1), range(0, 1));
    link.config.mark_scope = MarkScope::kGroup;
    EXPECT_EQ(link.bad(1), marked);
  }
}

TEST_P(PcsLink, WithIndicationBypassedNothingIsMarkedAndHiSerRises) {
  GroupsOnly link(GetParam());
  link.spoil(2, 0, 16);
  link.config.bypass_indication = true;
  EXPECT_EQ(link.bad(0), range(0, 1));
  link.config.hi_ser = {8, 15, 1};
  GroupReceiver receiver(link.config);
  std::vector<MiiWord> words;
  const auto group =
      kCodewordSymbols * static_cast<std::size_t>(phy::shape(GetParam()).positions());
  const std::span<const FecSymbol> groups = link.groups;
  receiver.feed(groups.first(2 * group), words);
  EXPECT_FALSE(receiver.hi_ser());
  EXPECT_EQ(std::ranges::count(words, phy::kLocalFaultWord), 0);
  words.clear();
  receiver.feed(groups.subspan(2 * group, group), words);
  EXPECT_TRUE(receiver.hi_ser());
  EXPECT_EQ(std::ranges::count(words, phy::kLocalFaultWord),
            static_cast<std::ptrdiff_t>(words.size()));
  receiver.feed(groups.subspan(3 * group, 12 * group), words);
  EXPECT_FALSE(receiver.hi_ser());
}

TEST_P(PcsLink, DegradeReachesThePartnerThroughItsMarkers) {
  GroupsOnly link(GetParam());
  const auto groups = period_groups(GetParam());
  for (std::size_t i = 0; i < groups; ++i) link.spoil(i, 1, 3);
  const auto positions = static_cast<std::uint32_t>(phy::shape(GetParam()).positions());
  link.config.degrade = {true, static_cast<std::uint32_t>(groups) * positions,
                         static_cast<std::uint32_t>(3 * groups - 1), 10};
  GroupReceiver receiver(link.config);
  std::vector<MiiWord> words;
  receiver.feed(
      std::span<const FecSymbol>(link.groups).first(groups * positions * kCodewordSymbols), words);
  ASSERT_TRUE(receiver.degraded());

  PcsTransmitterConfig sent;
  sent.rate = GetParam();
  sent.am_period = short_period(GetParam());
  sent.rate_match = false;
  PcsTransmitter back(sent);
  back.set_status(receiver.degraded() ? 4 : 0);
  Lanes lanes_back(lanes());
  back.feed(std::vector<MiiWord>(period_words(GetParam()), phy::kIdleWord), lanes_back);
  GroupReceiver partner(link.config);
  partner.feed(back.stages().codewords, words);
  EXPECT_EQ(partner.blocks().received_status(), 4U);
}

INSTANTIATE_TEST_SUITE_P(Rates, PcsLink, testing::ValuesIn(phy::kEthernetRates),
                         [](const auto& info) {
                           std::string name{phy::to_string(info.param)};
                           std::erase(name, '.');
                           return name;
                         });

}  // namespace
}  // namespace lightloop::golden::pcs
