// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <stdexcept>

#include "sim/golden/pma/sm_pma_receiver.hpp"
#include "sim/golden/pma/sm_pma_transmitter.hpp"
#include "tests/golden/pma/known_answers.hpp"

namespace lightloop::golden::pma {
namespace {

using testing::ElementsAre;

SmPmaReceiverConfig receiver_config(const KnownRate& rate) {
  return {rate.plan, known_markers(rate), rate.marker_period};
}

// The streams of a receiver that is given all of `bits`.
LaneStreams<FecSymbol> received(SmPmaReceiver& receiver, const KnownRate& rate,
                                const std::vector<Bit>& bits) {
  LaneStreams<FecSymbol> out(rate.plan.width());
  receiver.feed(bits, out);
  return out;
}

// The PCS lanes of a PMA lane, from symbol `begin` to where odd lanes end.
LaneStreams<FecSymbol> sent_lanes(const KnownRate& rate, int pma_lane, std::size_t begin) {
  const LaneStreams<FecSymbol> lanes = known_lanes(rate);
  LaneStreams<FecSymbol> sent;
  for (const int lane : rate.plan.order[pma_lane]) {
    sent.emplace_back(lanes[lane].begin() + static_cast<std::ptrdiff_t>(begin),
                      lanes[lane].end() - rate.plan.odd_delay);
  }
  return sent;
}

std::vector<Bit> noise(std::size_t bits, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Bit> out(bits);
  for (Bit& bit : out) bit = random() & 1U;
  return out;
}

// Random lanes with a marker each period.
LaneStreams<FecSymbol> marked_lanes(const KnownRate& rate, std::size_t periods) {
  const std::vector<phy::AlignmentMarker> markers = known_markers(rate);
  LaneStreams<FecSymbol> lanes;
  for (int lane = 0; lane < rate.lanes; ++lane) {
    std::vector<Bit> bits = noise(periods * rate.marker_period * 10, 100 + lane);
    for (std::size_t i = 0; i < periods * 120; ++i) {
      bits[i / 120 * rate.marker_period * 10 + i % 120] = markers[lane][i % 120 / 8] >> i % 8 & 1U;
    }
    lanes.push_back(symbols_of(bits));
  }
  return lanes;
}

std::vector<Bit> marked_pma_bits(const KnownRate& rate, std::size_t periods, int pma_lane) {
  const LaneStreams<FecSymbol> lanes = marked_lanes(rate, periods);
  LaneStreams<FecSymbol> pma(rate.plan.order.size());
  SmPmaTransmitter(rate.plan).feed(
      std::vector<std::span<const FecSymbol>>(lanes.begin(), lanes.end()), pma);
  return bits_of(pma[pma_lane]);
}

TEST(SmPmaTransmitter, KnownAnswers) {
  for (const KnownRate& rate : known_rates()) {
    const LaneStreams<FecSymbol> pma = known_pma_lanes(rate);
    for (std::size_t lane = 0; lane < pma.size(); ++lane) {
      EXPECT_EQ(packed_sha256(bits_of(pma[lane])),
                known_answer("pma/known_answers.txt", rate.name, "smpma", static_cast<int>(lane)))
          << rate.name << ", PMA lane " << lane;
    }
  }
}

TEST(SmPmaTransmitter, HowItIsCutChangesNothingAndResetBeginsAnew) {
  std::mt19937 random(4);
  for (const KnownRate& rate : known_rates()) {
    const LaneStreams<FecSymbol> whole = known_pma_lanes(rate);
    SmPmaTransmitter transmitter(rate.plan);
    LaneStreams<FecSymbol> cut(whole.size());
    feed_in_pieces(transmitter, known_lanes(rate), cut, random);
    EXPECT_EQ(cut, whole) << rate.name;
    const std::vector<FecSymbol> more(3, 1);
    transmitter.feed(std::vector<std::span<const FecSymbol>>(rate.lanes, more), cut);
    transmitter.reset();
    LaneStreams<FecSymbol> again(whole.size());
    feed_in_pieces(transmitter, known_lanes(rate), again, random);
    EXPECT_EQ(again, whole) << rate.name;
  }
}

// Symbol values name the codeword: pair and position.
FecSymbol codeword_name(std::size_t pair, int position) {
  return static_cast<FecSymbol>((4 * pair + position) & 0x3FF);
}

// What lanes carry (domain: PCS lane distribution): A and B by turns, or A B C D at 1.6T.
LaneStreams<FecSymbol> named_lanes(const KnownRate& rate, std::size_t symbols) {
  const bool flows = rate.lanes == 32;
  const bool quartets = std::string(rate.name) == "1p6t";
  const std::size_t pair_symbols = rate.marker_period / 4;
  LaneStreams<FecSymbol> lanes(rate.lanes);
  for (int lane = 0; lane < rate.lanes; ++lane) {
    for (std::size_t k = 0; k < symbols; ++k) {
      const int position = quartets
                               ? static_cast<int>(k % 4)
                               : static_cast<int>(k + lane) % 2 + (flows && lane >= 16 ? 2 : 0);
      lanes[lane].push_back(codeword_name(k / pair_symbols, position));
    }
  }
  return lanes;
}

TEST(SmPmaTransmitter, FourSymbolsComeFromFourCodewords) {
  for (const KnownRate& rate : known_rates()) {
    const LaneStreams<FecSymbol> lanes = named_lanes(rate, rate.marker_period * 2);
    LaneStreams<FecSymbol> pma(rate.plan.order.size());
    SmPmaTransmitter(rate.plan).feed(
        std::vector<std::span<const FecSymbol>>(lanes.begin(), lanes.end()), pma);
    // Odd lanes begin with zeros.
    const std::size_t begin = rate.plan.width() * ((rate.plan.odd_delay + 1) & ~1);
    for (const std::vector<FecSymbol>& lane : pma) {
      for (std::size_t i = begin; i + 4 <= lane.size(); i += 4) {
        const std::set<FecSymbol> codewords(&lane[i], &lane[i] + 4);
        ASSERT_EQ(codewords.size(), 4U) << rate.name << ", symbol " << i;
      }
    }
  }
}

TEST(SmPmaReceiver, UndoesTheTransmitterWhenItKnowsTheStart) {
  for (const KnownRate& rate : known_rates()) {
    const LaneStreams<FecSymbol> pma = known_pma_lanes(rate);
    for (int lane = 0; lane < static_cast<int>(pma.size()); ++lane) {
      SmPmaReceiverConfig config = receiver_config(rate);
      config.aligned_to = lane;
      SmPmaReceiver receiver(config);
      EXPECT_EQ(received(receiver, rate, bits_of(pma[lane])), sent_lanes(rate, lane, 0))
          << rate.name << ", PMA lane " << lane;
      EXPECT_EQ(receiver.pma_lane(), std::optional(lane));
      EXPECT_EQ(receiver.counters(), SmPmaReceiverCounters{});
    }
  }
}

// Markers stand at 0 and one period on: the lock comes at the second.
TEST(SmPmaReceiver, LocksAtTheSecondMarkerFromAnyBit) {
  for (const KnownRate& rate : known_rates()) {
    const int pma_lane = static_cast<int>(rate.plan.order.size()) - 1;
    const std::vector<Bit> line = bits_of(known_pma_lanes(rate)[pma_lane]);
    for (const std::size_t before : {0, 1, 7, 10, 20, 40, 79, 161}) {
      std::vector<Bit> bits = noise(before, 5);
      bits.insert(bits.end(), line.begin(), line.end());
      SmPmaReceiver receiver(receiver_config(rate));
      EXPECT_EQ(received(receiver, rate, bits), sent_lanes(rate, pma_lane, rate.marker_period))
          << rate.name << ", " << before << " bits before";
      EXPECT_EQ(receiver.pma_lane(), std::optional(pma_lane));
      EXPECT_EQ(receiver.counters().locks, 1U);
    }
  }
}

TEST(SmPmaReceiver, HowItIsCutChangesNothing) {
  std::mt19937 random(6);
  for (const KnownRate& rate : known_rates()) {
    // Two locks: a slip in the middle.
    std::vector<Bit> bits = marked_pma_bits(rate, 11, 0);
    bits.erase(bits.begin() + static_cast<std::ptrdiff_t>(bits.size() / 5));
    SmPmaReceiverConfig config = receiver_config(rate);
    config.bad_markers = 2;
    SmPmaReceiver receiver(config);
    const LaneStreams<FecSymbol> whole = received(receiver, rate, bits);
    const SmPmaReceiverCounters counters = receiver.counters();
    EXPECT_EQ(counters.locks, 2U) << rate.name;
    receiver.reset();
    EXPECT_FALSE(receiver.pma_lane());
    LaneStreams<FecSymbol> cut(whole.size());
    feed_in_pieces(receiver, bits, cut, random);
    EXPECT_EQ(cut, whole) << rate.name;
    EXPECT_EQ(receiver.counters(), counters);
  }
}

// Spoils `nibbles` nibbles of a marker of the lane of turn 0, from byte `byte` on.
void spoil(std::vector<Bit>& bits, const KnownRate& rate, std::size_t period, std::size_t byte,
           int nibbles) {
  const std::size_t round = rate.plan.width() * rate.plan.unit * 10;
  for (int n = 0; n < nibbles; ++n) {
    const std::size_t bit = 8 * byte + 4 * static_cast<std::size_t>(n);
    const std::size_t symbol = bit / 10;
    const std::size_t unit = rate.plan.unit;
    bits[period * rate.marker_period / rate.plan.unit * round + symbol / unit * round +
         symbol % unit * 10 + bit % 10] ^= 1U;
  }
}

TEST(SmPmaReceiver, ThreeWrongNibblesMakeAMarkerFourDoNot) {
  for (const KnownRate& rate : known_rates()) {
    for (const std::size_t byte : {0, 4, 8, 12}) {
      for (const int nibbles : {1, 2, 3, 4}) {
        std::vector<Bit> bits = marked_pma_bits(rate, 2, 0);
        spoil(bits, rate, 1, byte, nibbles);
        SmPmaReceiver receiver(receiver_config(rate));
        received(receiver, rate, bits);
        EXPECT_EQ(receiver.pma_lane().has_value(), nibbles <= 3)
            << rate.name << ", byte " << byte << ", " << nibbles;
      }
    }
  }
}

TEST(SmPmaReceiver, BytesThatAreNotComparedDoNotMatter) {
  const KnownRate& rate = known_rates()[3];
  std::vector<Bit> bits = marked_pma_bits(rate, 2, 0);
  for (const std::size_t byte : {3, 7, 11}) spoil(bits, rate, 1, byte, 2);
  for (const std::size_t byte : {0, 8}) spoil(bits, rate, 1, byte, 3);
  SmPmaReceiver receiver(receiver_config(rate));
  received(receiver, rate, bits);
  EXPECT_TRUE(receiver.pma_lane());
}

TEST(SmPmaReceiver, TheOthersAreCompared) {
  const KnownRate& rate = known_rates()[3];
  for (const std::vector<std::size_t>& bytes :
       {std::vector<std::size_t>{0, 1, 2, 4, 5, 6}, {8, 9, 10, 12, 13, 14}}) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      std::vector<Bit> bits = marked_pma_bits(rate, 2, 0);
      spoil(bits, rate, 1, bytes[i], 2);
      spoil(bits, rate, 1, bytes[(i + 1) % bytes.size()], 2);
      SmPmaReceiver receiver(receiver_config(rate));
      received(receiver, rate, bits);
      EXPECT_FALSE(receiver.pma_lane()) << "byte " << bytes[i];
    }
  }
}

// PMA lanes are swapped between two markers: the search goes on behind the second, which is lost.
TEST(SmPmaReceiver, ASecondMarkerOfAnotherLaneIsNoFirstOne) {
  const KnownRate& rate = known_rates()[1];
  std::vector<Bit> bits = marked_pma_bits(rate, 1, 0);
  const std::vector<Bit> other = marked_pma_bits(rate, 4, 1);
  bits.insert(bits.end(), other.begin(), other.end());
  SmPmaReceiver receiver(receiver_config(rate));
  const LaneStreams<FecSymbol> out = received(receiver, rate, bits);
  EXPECT_EQ(receiver.pma_lane(), std::optional(1));
  EXPECT_EQ(out[0].size(), 2 * rate.marker_period - rate.plan.odd_delay);
}

TEST(SmPmaReceiver, FourBadMarkersKeepTheLockFiveLoseIt) {
  for (const KnownRate& rate : known_rates()) {
    for (const std::size_t bad : {4, 5}) {
      std::vector<Bit> bits = marked_pma_bits(rate, 12, 0);
      for (std::size_t i = 0; i < bad; ++i) spoil(bits, rate, 3 + i, 0, 4);
      SmPmaReceiver receiver(receiver_config(rate));
      const LaneStreams<FecSymbol> out = received(receiver, rate, bits);
      EXPECT_TRUE(receiver.pma_lane());
      EXPECT_EQ(receiver.counters(),
                (SmPmaReceiverCounters{bad == 4 ? 1U : 2U, bad == 4 ? 0U : 1U, bad}))
          << rate.name;
    }
  }
}

TEST(SmPmaReceiver, AGoodMarkerBetweenStartsTheCountAnew) {
  const KnownRate& rate = known_rates()[1];
  std::vector<Bit> bits = marked_pma_bits(rate, 14, 0);
  for (const std::size_t period : {2, 3, 4, 5, 7, 8, 9, 10}) spoil(bits, rate, period, 8, 4);
  SmPmaReceiver receiver(receiver_config(rate));
  received(receiver, rate, bits);
  EXPECT_EQ(receiver.counters(), (SmPmaReceiverCounters{1, 0, 8}));
}

TEST(SmPmaReceiver, FollowsWhenPmaLanesAreSwapped) {
  for (const std::size_t i : {1, 2, 3}) {
    const KnownRate& rate = known_rates()[i];
    std::vector<Bit> bits = marked_pma_bits(rate, 3, 0);
    const std::vector<Bit> other = marked_pma_bits(rate, 8, 1);
    bits.insert(bits.end(), other.begin(), other.end());
    SmPmaReceiver receiver(receiver_config(rate));
    received(receiver, rate, bits);
    EXPECT_EQ(receiver.pma_lane(), std::optional(1)) << rate.name;
    EXPECT_EQ(receiver.counters(), (SmPmaReceiverCounters{2, 1, 5})) << rate.name;
  }
}

TEST(SmPmaReceiver, FindsItsWayBackAfterASlipOfAnyLength) {
  for (const KnownRate& rate : known_rates()) {
    const std::size_t round = rate.plan.width() * rate.plan.unit * 10;
    for (const std::size_t slip :
         {std::size_t{1}, std::size_t{2}, std::size_t{10}, round / 2, round}) {
      std::vector<Bit> bits = marked_pma_bits(rate, 12, 0);
      const auto at = bits.begin() + static_cast<std::ptrdiff_t>(bits.size() * 5 / 24);
      bits.erase(at, at + static_cast<std::ptrdiff_t>(slip));
      SmPmaReceiver receiver(receiver_config(rate));
      const LaneStreams<FecSymbol> out = received(receiver, rate, bits);
      EXPECT_EQ(receiver.counters(), (SmPmaReceiverCounters{2, 1, 5})) << rate.name << ", " << slip;
      // Locked again at the marker of period 9; what follows is right to the end.
      const LaneStreams<FecSymbol> lanes = marked_lanes(rate, 12);
      const std::size_t right = 3 * rate.marker_period - rate.plan.odd_delay;
      for (std::size_t turn = 0; turn < out.size(); ++turn) {
        const std::vector<FecSymbol>& lane = lanes[rate.plan.order[0][turn]];
        ASSERT_GE(out[turn].size(), right);
        const std::vector<FecSymbol> end(out[turn].end() - static_cast<std::ptrdiff_t>(right),
                                         out[turn].end());
        const auto sent = lane.begin() + static_cast<std::ptrdiff_t>(9 * rate.marker_period);
        EXPECT_EQ(end, std::vector<FecSymbol>(sent, sent + static_cast<std::ptrdiff_t>(right)));
      }
    }
  }
}

// The common bits of a marker in the data, more often than in markers, do not mislead.
TEST(SmPmaReceiver, CommonMarkerBitsInTheDataAreNoMarker) {
  const KnownRate& rate = known_rates()[0];
  LaneStreams<FecSymbol> lanes = marked_lanes(rate, 3);
  const std::vector<FecSymbol> marker(lanes[0].begin(), lanes[0].begin() + 6);
  for (std::vector<FecSymbol>& lane : lanes) {
    for (std::size_t at = 14; at + 6 < lane.size(); at += 20) {
      if (at % rate.marker_period > 12) std::copy(marker.begin(), marker.end(), lane.begin() + at);
    }
  }
  LaneStreams<FecSymbol> pma(1);
  SmPmaTransmitter(rate.plan).feed(
      std::vector<std::span<const FecSymbol>>(lanes.begin(), lanes.end()), pma);
  SmPmaReceiver receiver(receiver_config(rate));
  const LaneStreams<FecSymbol> out = received(receiver, rate, bits_of(pma[0]));
  ASSERT_TRUE(receiver.pma_lane());
  EXPECT_TRUE(std::equal(out[3].begin(), out[3].end(),
                         lanes[3].begin() + static_cast<std::ptrdiff_t>(rate.marker_period)));
}

TEST(SmPmaReceiver, AnyTableRoundTrips) {
  const KnownRate& known = known_rates()[3];
  KnownRate rate = known;
  rate.plan = {{{3, 8, 1, 14}, {15, 0, 7, 2}, {5, 4, 13, 6}, {9, 10, 11, 12}}, 4, 11};
  for (int pma_lane = 0; pma_lane < 4; ++pma_lane) {
    const std::vector<Bit> bits = marked_pma_bits(rate, 4, pma_lane);
    SmPmaReceiver receiver(receiver_config(rate));
    const LaneStreams<FecSymbol> out = received(receiver, rate, bits);
    ASSERT_EQ(receiver.pma_lane(), std::optional(pma_lane));
    const LaneStreams<FecSymbol> lanes = marked_lanes(rate, 4);
    for (int turn = 0; turn < 4; ++turn) {
      const std::vector<FecSymbol>& lane = lanes[rate.plan.order[pma_lane][turn]];
      // Odd lanes begin their rounds 11 mod 4 symbols before the marker, and 8 later after it.
      const auto sent = lane.begin() + static_cast<std::ptrdiff_t>(rate.marker_period) + 8;
      EXPECT_TRUE(std::equal(out[turn].begin(), out[turn].end(), sent)) << turn;
      EXPECT_GT(out[turn].size(), rate.marker_period);
    }
  }
}

TEST(SmPma, RefusesTablesAndStreamsThatDoNotFit) {
  const KnownRate& rate = known_rates()[3];
  const auto refused = [&](auto change) {
    SmPmaReceiverConfig config = receiver_config(rate);
    change(config);
    EXPECT_THROW(SmPmaReceiver{config}, std::invalid_argument);
  };
  refused([](SmPmaReceiverConfig& config) { config.plan.order[0][0] = 1; });
  refused([](SmPmaReceiverConfig& config) { config.plan.unit = 0; });
  refused([](SmPmaReceiverConfig& config) { config.plan.odd_delay = -1; });
  refused([](SmPmaReceiverConfig& config) {
    std::swap(config.plan.order[0][0], config.plan.order[0][1]);
  });
  refused([](SmPmaReceiverConfig& config) { config.markers.pop_back(); });
  refused([](SmPmaReceiverConfig& config) { config.marker_period += 2; });
  refused([](SmPmaReceiverConfig& config) { config.marker_period = 8; });
  refused([](SmPmaReceiverConfig& config) { config.nibble_tolerance = 13; });
  refused([](SmPmaReceiverConfig& config) { config.nibble_tolerance = -1; });
  refused([](SmPmaReceiverConfig& config) { config.bad_markers = 0; });
  refused([](SmPmaReceiverConfig& config) { config.aligned_to = 8; });
  SmPmaReceiver receiver(receiver_config(rate));
  LaneStreams<FecSymbol> one(1);
  LaneStreams<FecSymbol> two(2);
  EXPECT_THROW(receiver.feed(std::vector<Bit>{0}, one), std::invalid_argument);
  EXPECT_THROW(receiver.feed(std::vector<Bit>{2}, two), std::invalid_argument);
  SmPmaTransmitter transmitter({{{0, 1}}, 1, 0});
  const std::vector<FecSymbol> wide{0x400};
  const std::vector<FecSymbol> good{0x3FF};
  EXPECT_THROW(transmitter.feed(std::vector<std::span<const FecSymbol>>{good, wide}, one),
               std::invalid_argument);
  EXPECT_THROW(transmitter.feed(std::vector<std::span<const FecSymbol>>{good}, one),
               std::invalid_argument);
  EXPECT_THROW(transmitter.feed(std::vector<std::span<const FecSymbol>>{good, good}, two),
               std::invalid_argument);
}

}  // namespace
}  // namespace lightloop::golden::pma
