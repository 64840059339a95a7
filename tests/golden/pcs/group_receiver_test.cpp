// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/pcs/group_receiver.hpp"

#include <gtest/gtest.h>
#include <random>
#include <stdexcept>

#include "sim/golden/pcs/pcs_receiver.hpp"
#include "tests/golden/pcs/known_answers.hpp"
#include "tests/golden/pcs/lane_line.hpp"
#include "tests/golden/pcs/rate_name.hpp"

namespace lightloop::golden::pcs {
namespace {

using known::json;
using phy::MiiWord;

// What the chain sends, and how its receiver is set.
struct KnownLink {
  explicit KnownLink(const std::string& name)
      : chain(known::answers()["chains"][name]),
        transmitter(known::transmitter_config(name)),
        words(known::mii_words(chain)) {
    const PcsTransmitterConfig sent = known::transmitter_config(name);
    shape = phy::shape(sent.rate);
    lanes.resize(static_cast<std::size_t>(shape.lanes));
    transmitter.feed(words, lanes);
    config.rate = sent.rate;
    config.am_period = sent.am_period;
    config.deal_66b = sent.deal_66b;
    config.descrambler_seed = sent.scrambler_seed;
    config.rate_match = false;
    config.keep_stages = true;
  }

  // The codeword groups with the errors of a receive case.
  std::vector<FecSymbol> with_errors(const json& errors) const {
    std::vector<FecSymbol> groups = transmitter.stages().codewords;
    for (const json& error : errors) groups.at(place(error)) ^= error[3].get<FecSymbol>();
    return groups;
  }
  Lanes lanes_with_errors(const json& errors) const {
    Lanes out(lanes.size());
    LaneDistributor(config.rate).feed(with_errors(errors), out);
    return out;
  }
  std::size_t place(const json& error) const {
    const auto positions = static_cast<std::size_t>(shape.positions());
    return (error[0].get<std::size_t>() * positions + error[1].get<std::size_t>()) *
               kCodewordSymbols +
           error[2].get<std::size_t>();
  }

  const json& chain;
  PcsTransmitter transmitter;
  std::vector<MiiWord> words;
  phy::RateShape shape;
  Lanes lanes;
  GroupReceiverConfig config;
};

// What a word becomes on an error-free line.
MiiWord encoded_and_back(const MiiWord& word) { return decode_block66(encode_block66(word)).word; }

void expect_counters(const FecCounters& counters, const json& answer) {
  const FecPositionCounters port = counters.port();
  EXPECT_EQ(port.codewords, 6 * counters.positions.size());
  EXPECT_EQ(port.corrected_codewords, answer["corrected_cw"].get<std::uint64_t>());
  EXPECT_EQ(port.uncorrectable_codewords, answer["uncorrected_cw"].get<std::uint64_t>());
  EXPECT_EQ(counters.lane_corrected_symbols,
            answer["corrected_symbols_per_lane"].get<std::vector<std::uint64_t>>());
  std::uint64_t listed = 0;
  for (const auto& [bin, count] : answer["bins"].items()) {
    const std::size_t i = bin == "16+" ? 16 : std::stoul(bin);
    EXPECT_EQ(port.bins[i], count.get<std::uint64_t>()) << "bin " << bin;
    listed += count.get<std::uint64_t>();
  }
  EXPECT_EQ(port.bins[0], port.codewords - listed);
}

class KnownReceive : public testing::TestWithParam<std::string> {};

TEST_P(KnownReceive, CountersAndBadBlocks) {
  const KnownLink link(GetParam());
  for (const json& answer : link.chain["rx_cases"]) {
    SCOPED_TRACE(answer["name"]);
    GroupReceiver receiver(link.config);
    std::vector<MiiWord> words;
    receiver.feed(link.with_errors(answer["errors"]), words);
    expect_counters(receiver.counters(), answer);
    std::uint64_t bad_blocks = 0;
    for (std::size_t f = 0; f < receiver.blocks().stages().t257.size(); ++f) {
      std::vector<int> bad;
      const auto& blocks = receiver.blocks().stages().t257[f];
      for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (blocks[i].bad) bad.push_back(static_cast<int>(i));
      }
      EXPECT_EQ(bad, answer["bad_257b_blocks"][f].get<std::vector<int>>()) << "flow " << f;
      EXPECT_EQ(receiver.blocks().bad_blocks(static_cast<int>(f)), bad.size());
      bad_blocks += bad.size();
    }
    // A word is as it was sent, or an Error word from a marked block.
    ASSERT_EQ(words.size(), link.words.size());
    std::uint64_t errors = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i] == encoded_and_back(link.words[i])) continue;
      EXPECT_EQ(words[i], phy::kErrorWord) << i;
      ++errors;
    }
    EXPECT_LE(errors, 4 * bad_blocks);
    EXPECT_GE(errors, 4 * bad_blocks * 9 / 10) << "a marked Error word looks as it was sent";
    EXPECT_EQ(receiver.blocks().received_status(), 5U);
    EXPECT_FALSE(receiver.lost());
  }
}

TEST_P(KnownReceive, FromPermutedAndLateLanes) {
  const KnownLink link(GetParam());
  const json& answer = link.chain["rx_cases"].back();
  PcsReceiverConfig config{link.config, {}};
  config.lanes.am_good = 1;  // there are less than two periods
  for (const unsigned seed : {1U, 2U, 3U}) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    std::vector<std::size_t> delay(link.lanes.size());
    for (std::size_t& bits : delay) bits = 300 + random() % 1300;
    const auto step = 10 * static_cast<std::size_t>(link.shape.group_symbols);
    const std::size_t end = (*std::ranges::max_element(delay) + 6 * step + step - 1) / step * step;
    const Lanes wires = arrive(link.lanes_with_errors(answer["errors"]),
                               shuffled(link.lanes.size(), seed), delay, end, seed);
    PcsReceiver receiver(config);
    std::vector<MiiWord> words;
    receiver.feed(wires, words);
    EXPECT_TRUE(receiver.aligner().aligned());
    expect_counters(receiver.groups().counters(), answer);
    GroupReceiver direct(link.config);
    std::vector<MiiWord> expected;
    direct.feed(link.with_errors(answer["errors"]), expected);
    ASSERT_GE(words.size(), expected.size());
    const std::vector<MiiWord> end_of(words.end() - static_cast<std::ptrdiff_t>(expected.size()),
                                      words.end());
    EXPECT_EQ(end_of, expected);
    for (std::size_t i = 0; i + expected.size() < words.size(); ++i) {
      ASSERT_EQ(words[i], phy::kLocalFaultWord);
    }
  }
}

TEST_P(KnownReceive, EntersAtAnyStage) {
  const KnownLink link(GetParam());
  GroupReceiver receiver(link.config);
  std::vector<MiiWord> words;
  receiver.feed(link.with_errors(link.chain["rx_cases"].back()["errors"]), words);
  const BlockReceiverStages& stages = receiver.blocks().stages();
  const auto expect_from = [&](auto feed) {
    BlockReceiver blocks(link.config);
    std::vector<MiiWord> from_here;
    feed(blocks, from_here);
    EXPECT_EQ(from_here, words);
  };
  expect_from([&](BlockReceiver& b, auto& out) { b.feed(stages.am_stream, out); });
  expect_from([&](BlockReceiver& b, auto& out) { b.feed_scrambled(stages.scrambled, out); });
  expect_from([&](BlockReceiver& b, auto& out) { b.feed_t257(stages.t257, out); });
  expect_from([&](BlockReceiver& b, auto& out) { b.feed_b66(stages.b66, out); });
}

TEST_P(KnownReceive, CutAnywhereGivesTheSame) {
  const KnownLink link(GetParam());
  const std::vector<FecSymbol> groups = link.with_errors(link.chain["rx_cases"].back()["errors"]);
  GroupReceiverConfig config = link.config;
  config.rate_match = true;
  config.stateless_66b = false;
  GroupReceiver receiver(config);
  std::vector<MiiWord> whole;
  receiver.feed(groups, whole);
  const FecCounters counters = receiver.counters();
  for (const unsigned seed : {1U, 2U}) {
    std::mt19937 random(seed);
    receiver.reset();
    std::vector<MiiWord> pieces;
    std::span<const FecSymbol> rest = groups;
    while (!rest.empty()) {
      const std::size_t count =
          std::min<std::size_t>(random() % (seed == 1 ? 20 : 5000), rest.size());
      receiver.feed(rest.first(count), pieces);
      rest = rest.subspan(count);
    }
    EXPECT_EQ(pieces, whole);
    EXPECT_EQ(receiver.counters(), counters);
  }
}

INSTANTIATE_TEST_SUITE_P(Rates, KnownReceive, testing::ValuesIn(known::kChains), rate_name);

// One group of 400G, markers and 128 words, from a transmitter's start.
std::vector<FecSymbol> first_group(const std::vector<MiiWord>& words) {
  PcsTransmitterConfig config;
  config.am_period = phy::kBlocksPerGroup;
  config.rate_match = false;
  PcsTransmitter transmitter(config);
  Lanes lanes(16);
  transmitter.feed(words, lanes);
  return transmitter.stages().codewords;
}

constexpr std::size_t kGroupWords = 128;
const std::vector<MiiWord> kIdleGroup(kGroupWords, phy::kIdleWord);

std::vector<MiiWord> open_frame() {
  std::vector<MiiWord> words(kGroupWords, MiiWord{0x0102030405060708, 0});
  words[0] = {0xD5555555555555FB, 0x01};
  return words;
}

// A receiver that has had a group, and then found a new alignment.
class NewAlignment : public testing::Test {
 protected:
  NewAlignment() {
    config.am_period = phy::kBlocksPerGroup;
    config.descrambler_seed = {kScramblerOnes};
    config.rate_match = false;
  }
  static std::vector<FecSymbol> spoilt(std::vector<FecSymbol> group, std::size_t symbols) {
    for (std::size_t i = 0; i < symbols; ++i) group[30 * i] ^= 0x111;
    return group;
  }
  std::vector<MiiWord> feed(GroupReceiver& receiver, const std::vector<FecSymbol>& group) {
    std::vector<MiiWord> words;
    receiver.feed(group, words);
    return words;
  }
  GroupReceiverConfig config;
  std::vector<FecSymbol> idle = first_group(kIdleGroup);
};

TEST_F(NewAlignment, CountsUncorrectableCodewordsAnew) {
  GroupReceiver receiver(config);
  feed(receiver, spoilt(idle, 16));
  feed(receiver, spoilt(idle, 16));
  receiver.align();
  feed(receiver, spoilt(idle, 16));
  feed(receiver, spoilt(idle, 16));
  EXPECT_FALSE(receiver.lost());
  feed(receiver, spoilt(idle, 16));
  EXPECT_TRUE(receiver.lost());
  receiver.align();
  EXPECT_FALSE(receiver.lost());
  EXPECT_EQ(receiver.counters().port().uncorrectable_codewords, 5U) << "counters stay";
}

TEST_F(NewAlignment, ClearsHiSer) {
  config.bypass_indication = true;
  config.hi_ser = {8192, 10, 100};
  GroupReceiver receiver(config);
  feed(receiver, spoilt(idle, 11));
  EXPECT_TRUE(receiver.hi_ser());
  receiver.align();
  EXPECT_FALSE(receiver.hi_ser());
}

TEST_F(NewAlignment, BeginsANewDegradeInterval) {
  config.degrade = {true, 4, 5, 1};
  GroupReceiver receiver(config);
  feed(receiver, spoilt(idle, 6));
  receiver.align();
  feed(receiver, idle);
  EXPECT_FALSE(receiver.degraded());
  feed(receiver, spoilt(idle, 6));
  EXPECT_TRUE(receiver.degraded());
}

TEST_F(NewAlignment, StartsTheDecoderAnew) {
  config.stateless_66b = false;
  GroupReceiver receiver(config);
  EXPECT_EQ(feed(receiver, first_group(open_frame())), open_frame());
  receiver.align();
  EXPECT_EQ(feed(receiver, idle), kIdleGroup);
}

TEST_F(NewAlignment, OwesNoIdleFromBefore) {
  config.rate_match = true;
  GroupReceiver receiver(config);
  EXPECT_EQ(feed(receiver, first_group(open_frame())).size(), kGroupWords);
  receiver.align();
  EXPECT_EQ(feed(receiver, idle).size(), 160U);
}

TEST_F(NewAlignment, KnowsNoStatus) {
  PcsTransmitterConfig sent;
  sent.am_period = phy::kBlocksPerGroup;
  sent.tx_am_sf = 6;
  sent.rate_match = false;
  PcsTransmitter transmitter(sent);
  Lanes lanes(16);
  transmitter.feed(kIdleGroup, lanes);
  const std::vector<FecSymbol> group = transmitter.stages().codewords;
  GroupReceiver receiver(config);
  feed(receiver, group);
  EXPECT_EQ(receiver.blocks().received_status(), 6U);
  receiver.align();
  EXPECT_EQ(receiver.blocks().received_status(), 0U);
  feed(receiver, spoilt(group, 16));
  EXPECT_EQ(receiver.blocks().received_status(), 0U) << "an unreliable group says nothing";
}

}  // namespace
}  // namespace lightloop::golden::pcs
